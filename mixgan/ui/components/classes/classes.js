// Every class through the experts that draw it: a row of pictures per class, all from the same noise, live under the pad.

import { Draws, moved } from "../live/draws.js";
import { mountLive } from "../live/live.js";
import { noisePad } from "../live/pad.js";
import { isBetween, Picture, steppedFactor } from "../live/picture.js";
import { APART_PX, padHand } from "../live/takeaway.js";
import { expertName, shortName } from "../live/words.js";
import { make } from "../packet/packet.js";
import { frameOf } from "../experts/frame.js";

const GAP_PX = 8;
const LABEL_PX = { phone: 64, wide: 88 };
const MARK_PX = 40;                                 // mark and number of an expert before its pictures
const SIDE_PX = 186;                                // the pad, from this width of the block on beside the board
const BESIDE_PX = 700;
const MOST_PX = 64;                                 // the most that a picture may take
const ABOVE_PX = 230;                               // of the window: what stands above the first row
const GROUPS_APART_PX = 8;                          // as saved, between the experts of a class

export default function (component) {
  return mountLive(component, ".classes", ClassesView);
}

class ClassesView {
  constructor(live) {
    this.live = live;
    this.draws = new Draws(live.given.draws, live.model.header);
    this.isMixture = live.model.header.n_experts > 1;
  }

  keep() {
    return {};
  }

  build() {
    const { live } = this;
    const { root, given } = live;
    root.querySelector(".side").replaceChildren(noisePad(live).root);
    root.querySelector(".bar").replaceChildren(make("span", "meter"));
    const board = root.querySelector(".matrix");
    board.setAttribute("aria-label", given.alt ?? "every class on the same noise");
    board.replaceChildren(...given.rows.map((row, c) => this.row(row, c)));
    root.querySelector(".note").textContent = given.note ?? "";
  }

  row({ name, groups }, c) {
    const row = make("div", "row");
    row.classList.toggle("chosen", c === this.live.given.label);
    const label = make("div", "label");
    label.append(make("span", "name", name));
    const strip = make("div", "strip");
    strip.append(...groups.map((group, g) => this.group(group, name, { c, g })));
    row.append(label, strip);
    return row;
  }

  // `place`: class c, and which of its groups.
  group({ expert, cells, chosen }, name, place) {
    const { live, isMixture } = this;
    const group = make("div", "group");
    const by = isMixture ? ` by ${expertName(live.given.expert_word ?? "expert", expert)}` : "";
    if (isMixture) {
      const who = make("span", "who");
      who.append(live.mark(expert), make("span", "", shortName(expert)));
      group.append(who);
    }
    const pictures = make("div", "pictures");
    pictures.setAttribute("role", "img");
    pictures.setAttribute("aria-label", `class ${name}${by}, ${cells.length === 1 ? "1 noise vector" : `${cells.length} noise vectors`}`);
    cells.forEach((i, at) => {
      const picture = new Picture(live.model.header.shape);
      const frame = make("div", "cell");
      frame.dataset.cell = i;
      frame.append(picture.canvas);
      // one generator makes every sample, and a frame would say nothing
      frameOf(frame, expert, isMixture && chosen[at] ? 1 : 0);
      pictures.append(frame);
      live.addCell({ picture, i, at, frame, ...place });
    });
    group.append(pictures);
    return group;
  }

  arrange() {
    const { width, root, given, cells } = this.live;
    const phone = width < 560;
    const beside = width >= BESIDE_PX;
    root.classList.toggle("phone", phone);
    root.classList.toggle("beside", beside);
    const { picture } = cells[0];
    const large = Math.max(picture.width, picture.height);
    const gap = phone ? 4 : GAP_PX;
    const words = LABEL_PX[phone ? "phone" : "wide"] * this.live.unit;
    root.style.setProperty("--gap", `${gap}px`);
    root.style.setProperty("--label", `${words}px`);
    if (this.live.height) {
      root.classList.remove("between");
      this.live.fit((each) => { for (const cell of cells) cell.picture.scale(each); });
      return;
    }
    const most = Math.max(...given.rows.map(({ groups }) => groups.reduce((n, group) => n + group.cells.length, 0)));
    const marks = this.isMixture ? MARK_PX * Math.max(...given.rows.map(({ groups }) => groups.length)) : 0;
    const room = (width - (beside ? SIDE_PX + 24 : 0) - words - marks - 2 * gap) / most - gap;
    const high = Math.max(large, (window.innerHeight - ABOVE_PX) / given.rows.length - 6);
    const factor = steppedFactor(large, Math.min(room, high, MOST_PX)) || 1;
    root.classList.toggle("between", isBetween(factor));
    for (const cell of cells) cell.picture.scale(factor);
  }

  drawOf(i) {
    const { pad, given } = this.live;
    return moved(this.draws.at(i), pad, given.directions);
  }

  paint({ picture, i }) {
    picture.draw(this.live.model.run(this.drawOf(i), ["images"]).images, 0);
  }

  // As it can be taken away: a row for every class, as on the page.
  shown() {
    const { live } = this;
    const { first = 0, rows } = live.given;
    const [, height, width] = live.model.header.shape;
    const wide = rows[0].groups[0].cells.length * (width + APART_PX) + GROUPS_APART_PX;
    const tiles = live.cells.map(({ i, c, g, at, frame }) => ({
      draw: this.drawOf(i), sample: first + at, label: c, element: frame, at: [g * wide + at * (width + APART_PX), c * (height + APART_PX)] }));
    const hand = padHand(live);
    return { tiles, moved: Boolean(hand.pad), hand };
  }

  label() {}
}
