// The switch "Who drew what", and a legend of the experts that drew the picture: a click mutes one.

import { button, write } from "../live/parts.js";
import { expertName, percent } from "../live/words.js";
import { colourOf, make } from "../packet/packet.js";
import { authorsOf, tint } from "./authors.js";

const LISTED = 4;                                   // experts in the legend
const EFFECT = "Each pixel has the colour of the one whose removal changes it most, the others taking over its weight.";

// Whether one expert alone makes every picture: then its removal changes all of it, and there is nothing to tell apart.
export const isSoft = ({ header }) => !header.chooses && header.n_experts > 1 && header.shape.length === 3;

export class Authors {
  // `act`: mute(k), and changed() after the switch.
  constructor(live, act) {
    Object.assign(this, { live, act, on: live.recall("authors", false) && isSoft(live.model), seen: new Map() });
    this.root = make("div", "authors");
    if (!isSoft(live.model)) return;
    this.word = live.given.expert_word ?? "expert";
    this.button = button(live, "Who drew what", "authors", () => this.toggle());
    this.button.title = EFFECT;
    this.list = make("div", "legend");
    this.root.append(this.button, this.list);
    this.show();
  }

  toggle() {
    this.on = !this.on;
    this.show();
    this.act.changed();
  }

  show() {
    this.button.setAttribute("aria-pressed", String(this.on));
    this.list.hidden = !this.on;
    this.seen.clear();
  }

  // A click on a picture mutes the author of what lies there. `key`: which of the view's pictures it is.
  listen(picture, key) {
    this.live.listen(picture.canvas, "click", (event) => {
      const authors = this.on && this.seen.get(key)?.authors;
      if (!authors) return;
      const box = picture.canvas.getBoundingClientRect();
      const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      const k = authors[Math.floor(y * picture.height) * picture.width + Math.floor(x * picture.width)];
      if (k === undefined || k < 0) return;
      event.stopPropagation();
      this.act.mute(k);
    });
  }

  // After a frame's pictures, for it opens a run of its own: `picture` shows `draw` blended by `weights`, as just drawn.
  paint(picture, key, draw, weights) {
    const seen = authorsOf(this.live.model, draw, weights);
    this.seen.set(key, seen);
    this.colours ??= this.live.colours.map((_, k) => colourOf(this.live.root, `--expert-${k}`));
    tint(picture, seen.authors, this.colours);
  }

  recolour() {
    this.colours = null;
  }

  // The legend of one of the pictures.
  tell(key, name) {
    const { shares } = this.seen.get(key) ?? { shares: [] };
    const lines = shares.slice(0, LISTED).map(([k, share]) => [k, `${expertName(this.word, k)}: ${percent(share)}`]);
    const said = [name, ...lines].join();
    if (said === this.said) return;
    this.said = said;
    const title = make("div", "", lines.length ? `effect of removal, ${name}` : `no removal changes ${name}`);
    title.title = EFFECT;
    this.list.replaceChildren(title, ...lines.map(([k, text]) => this.row(k, text)));
  }

  row(k, text) {
    const row = make("button", "author");
    Object.assign(row, { type: "button", title: `mute ${expertName(this.word, k)}` });
    row.append(this.live.mark(k), make("span", "", text));
    row.addEventListener("click", () => this.act.mute(k));
    return row;
  }
}
