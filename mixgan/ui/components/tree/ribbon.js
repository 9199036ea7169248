// The panel of a morph: both ends, a ribbon as wide as each expert's weight on the way, and the slider that walks it.

import { button, chooser, write } from "../live/parts.js";
import { Picture, wholeFactor } from "../live/picture.js";
import { expertName, percent } from "../live/words.js";
import { fitCanvas, make } from "../packet/packet.js";
import { handOvers } from "./morph.js";
import { TreePanel } from "./panel.js";

const RIBBON_HIGH_PX = 48;
const END_PX = 56;
const THIN = 0.005;                                 // a weight that is nowhere larger has no band

export class Ribbon extends TreePanel {
  constructor(live, { state, morph, sample, words }, onRoom) {
    super(live, morph, onRoom);
    Object.assign(this, { state, morph, sample, words });
    this.button = button(live, "Morph", "morph", () => this.toggle());
    this.button.title = "From this sample to another, and who draws on the way";
    this.root = make("div", "morph");
    this.ends = [0, 1].map(() => {
      const figure = make("div", "live-picture");
      const picture = new Picture(live.model.header.shape);
      picture.scale(wholeFactor(Math.max(picture.width, picture.height), END_PX) || 0.5);
      const caption = make("div", "caption");
      figure.append(picture.canvas, caption);
      return { figure, picture, caption };
    });
    const middle = make("div", "way");
    this.canvas = make("canvas", "bands");
    this.canvas.setAttribute("role", "img");
    this.marker = make("span", "marker");
    const box = make("div", "bandsbox");
    box.append(this.canvas, this.marker);
    this.text = make("div", "told");
    middle.append(box, this.slider(), this.text);
    this.root.append(this.ends[0].figure, middle, this.ends[1].figure);
    this.show();
  }

  slider() {
    const { live, morph } = this;
    this.range = make("input", "walk");
    Object.assign(this.range, { type: "range", min: 0, max: 1, step: 0.01, value: morph.t });
    this.range.setAttribute("aria-label", "from this sample to the other");
    this.range.dataset.key = "morph-range";
    live.listen(this.range, "input", () => this.go(Number(this.range.value)));
    live.listen(this.range, "change", () => { live.view.label(); this.tell(); });
    live.listen(this.range, "keydown", (event) => event.stopPropagation());
    const first = live.given.first ?? 0;
    const names = Array.from({ length: this.state.n }, (_, i) => `sample ${first + i}`);
    this.other = chooser(live, "the other end", "morph-to", names, morph.end, (to) => {
      morph.to = to;
      live.invalidate();
      this.tell();
    });
    this.other.className = "otherend";
    this.ends[1].caption.replaceChildren(this.other);
    return this.range;
  }

  tell() {
    this.live.send("morph", this.morph.news);
  }

  show() {
    const { morph } = this;
    this.root.hidden = !morph.isActive;
    this.button.hidden = !morph.isOffered;
    this.button.setAttribute("aria-expanded", String(morph.isActive));
  }

  rewind() {
    if (!this.morph.t) return;
    this.go(0);
    this.tell();
  }

  go(t) {
    this.morph.t = t;
    this.range.value = t;
    this.marker.style.left = `${100 * t}%`;
    this.range.setAttribute("aria-valuetext", `${percent(t)} of the way`);
    this.live.invalidate();
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  // Ends and ribbon where anything but the slider has moved.
  finish() {
    const { morph, state, live, sample } = this;
    if (!morph.isActive) return;
    const key = [state.at, state.drawn?.noise, morph.end, live.pad, state.temperature, [...state.forced], live.width].join();
    if (key === this.key) return;
    this.key = key;
    this.other.value = morph.end;
    write(this.ends[0].caption, this.words.sampleName());
    this.marker.style.left = `${100 * morph.t}%`;
    this.rows = morph.weights((t) => sample.weightsOn(t));
    this.ends.forEach(({ picture }, i) => picture.draw(sample.pictureOn(i), 0));
    this.paint();
    this.say();
  }

  paint() {
    const { canvas, rows, live } = this;
    const width = canvas.parentElement.clientWidth;
    if (!width || !rows) return;
    const context = fitCanvas(canvas, width, RIBBON_HIGH_PX);
    context.clearRect(0, 0, width, RIBBON_HIGH_PX);
    const below = rows.map(() => 0);
    const x = (i) => (width * i) / (rows.length - 1);
    rows[0].forEach((_, k) => {
      const above = rows.map((row, i) => below[i] + row[k]);
      if (rows.some((row) => row[k] > THIN)) {
        context.beginPath();
        above.forEach((y, i) => context.lineTo(x(i), RIBBON_HIGH_PX * (1 - y)));
        for (let i = rows.length - 1; i >= 0; i--) context.lineTo(x(i), RIBBON_HIGH_PX * (1 - below[i]));
        context.fillStyle = live.colours[k] ?? "gray";
        context.fill();
      }
      above.forEach((y, i) => { below[i] = y; });
    });
  }

  say() {
    const word = this.live.given.expert_word ?? "leaf";
    const [[first], ...others] = handOvers(this.rows);
    const start = `${expertName(word, first)} weighs most`;
    const said = others.length ? `${start}, then ${others.map(([k, t]) => `${expertName(word, k)} from ${percent(t)}`).join(", ")} of the way.`
      : `${start} all the way.`;
    write(this.text, said[0].toUpperCase() + said.slice(1));
    this.canvas.setAttribute("aria-label", `weights of each ${word} on the way. ${said}`);
  }

  recolour() {
    this.paint();
  }
}
