// A row of pictures for every expert with its slider (on a slide a block of them), or one expert alone in a grid.

import { Draws, oneHot } from "../live/draws.js";
import { isBetween, Picture, steppedFactor, wholeFactor } from "../live/picture.js";
import { make } from "../packet/packet.js";
import { blocks } from "./blocks.js";
import { describe, levelSlider, times } from "./spreads.js";

const GAP_PX = 6;
const FREE_PX = 12;                                 // below a slide's pictures
const ABOVE_PX = 432;                               // of the window: what stands above the rows
const ROW_PX = 64;
const WIDE_PX = 1400;                               // from this width on two rows side by side leave both five large pictures
const WORDS_PX = [320, 186];                        // of a row: label, slider and value, alone or with another one beside it
const PAIR_PX = 48;                                 // the same of one of two models: its number

export class ComponentRows {
  // `nameOf(k)`; `setOne(k, level, done)` when the hand moves a row's slider.
  constructor(live, state, nameOf, setOne) {
    Object.assign(this, { live, state, nameOf });
    const { given, model } = live;
    this.draws = new Draws(given.draws ?? { noise: [given.noise] }, model.header);
    this.own = given.own?.map((draws) => new Draws(draws, model.header));     // of each expert
    this.columns = Math.min(given.n ?? 8, this.draws.n);
    this.alone = Array.from({ length: state.K }, (_, k) => oneHot(model.header.n_experts, k));
    this.rows = Array.from({ length: state.K }, (_, k) => this.row(k, setOne));
    this.one = this.oneGrid();
    live.root.querySelector(".rows").replaceChildren(...this.rows.map((row) => row.element), this.one.element);
  }

  row(k, setOne) {
    const { live } = this;
    const element = make("div", "component");
    element.style.setProperty("--mark", `var(--expert-${k})`);
    const label = make("div", "label");
    label.append(live.mark(k), make("span", "name", this.nameOf(k)), make("span", "number", shortName(k)));
    const act = (level, done) => setOne(k, level, done);
    const input = levelSlider(live, k, `spread of ${this.nameOf(k)}`, this.state.levels[k], act);
    const value = make("span", "value");
    const strip = make("div", "strip");
    strip.setAttribute("role", "img");
    const cells = Array.from({ length: this.columns }, (_, i) => this.cell(strip, k, i));
    const own = make("div", "own");
    own.append(input, value);
    element.append(label, own, strip);
    return { element, input, value, strip, cells };
  }

  oneGrid() {
    const element = make("div", "one");
    element.setAttribute("role", "img");
    return { element, cells: Array.from({ length: this.draws.n }, (_, i) => this.cell(element, 0, i)) };
  }

  cell(parent, k, i) {
    const picture = new Picture(this.live.model.header.shape);
    parent.append(picture.canvas);
    return this.live.addCell({ picture, k, i });
  }

  cellsOf(k) {
    return this.live.cells.filter((cell) => cell.k === k);
  }

  arrange() {
    if (this.live.height) this.arrangeSlide();
    else this.arrangePage();
  }

  // On a slide: blocks of pictures side by side and below each other, so that the pictures are largest.
  arrangeSlide() {
    const { width, height, unit, root, cells } = this.live;
    const { picture: { width: w, height: h } } = cells[0];
    const free = height - root.querySelector(".rows").offsetTop - FREE_PX;
    const sizes = { n: this.columns, w, h, gap: GAP_PX };
    const { factor, across, cells: wide, n } = blocks(this.state.K, width, free, sizes, 28 * unit);
    root.classList.remove("two", "between");
    root.style.setProperty("--across", across);
    root.style.setProperty("--cells", wide);
    this.seen = n;
    for (const row of this.rows) for (const cell of row.cells) cell.picture.scale(factor);
    const alone = blocks(1, width, free, { ...sizes, n: this.draws.n }, 28 * unit, this.draws.n);
    for (const cell of this.one.cells) cell.picture.scale(alone.factor);
    this.one.element.style.gridTemplateColumns = `repeat(${alone.cells}, max-content)`;
  }

  arrangePage() {
    const { width, root, cells } = this.live;
    const { K } = this.state;
    const { pair } = this.live.given;
    const phone = width < 640 && !pair;
    const { picture } = cells[0];
    const large = Math.max(picture.width, picture.height);
    // in a low window two rows side by side, so that all of them are on the first screen; with fewer pictures each
    const low = ABOVE_PX + K * ROW_PX > window.innerHeight;
    const wide = !pair && width >= WIDE_PX;
    const two = !pair && width >= 760 && K > 3 && (low || wide);
    root.classList.toggle("two", two);
    root.style.setProperty("--lines", Math.ceil(K / 2));
    const room = (two ? width / 2 - 12 : width) - (pair ? PAIR_PX : phone ? 0 : WORDS_PX[two ? 1 : 0]);
    const lines = two ? Math.ceil(K / 2) : K;
    const high = pair || two ? Math.max(large, (window.innerHeight - ABOVE_PX) / lines - GAP_PX) : K > 10 ? 44 : 64;
    const most = Math.min(wide ? 128 : 64, high, room / (wide ? 5 : two ? 3 : this.columns) - GAP_PX);
    const factor = (two ? steppedFactor : wholeFactor)(large, most) || 1;
    root.classList.toggle("between", isBetween(factor));
    this.seen = two ? Math.min(this.columns, Math.floor((room + GAP_PX) / (picture.width * factor + GAP_PX))) : this.columns;
    for (const row of this.rows) for (const cell of row.cells) cell.picture.scale(factor);
    const across = Math.min(this.draws.n, phone || this.draws.n <= 8 ? 4 : 8);
    const alone = wholeFactor(large, Math.min(128, width / across - GAP_PX)) || 1;
    for (const cell of this.one.cells) cell.picture.scale(alone);
    this.one.element.style.gridTemplateColumns = `repeat(${across}, max-content)`;
  }

  paint({ picture, k, i }) {
    picture.draw(this.live.model.run(this.inputs(k, i), ["images"]).images, 0);
  }

  inputs(k, i) {
    return { ...(this.own?.[k] ?? this.draws).at(i), spread: this.state.spreads, mixtures: this.alone[k] };
  }

  // As it can be taken away: what is seen, a row for every expert.
  shown() {
    const { first = 0, own_samples: own } = this.live.given;
    const { cells, model } = this.live;
    const seen = cells.filter((cell) => !cell.hidden);
    const [, height, width] = model.header.shape;
    const across = this.state.comp === null ? this.columns : Math.min(8, this.draws.n);
    const tiles = seen.map(({ picture, k, i }) => ({
      draw: this.inputs(k, i), sample: own ? own[k][i] : first + i, element: picture.canvas,
      at: [(i % across) * (width + 2), (this.state.comp === null ? k : Math.floor(i / across)) * (height + 2)] }));
    return { tiles, moved: false };
  }

  showComp() {
    const { comp } = this.state;
    const single = comp !== null;
    this.rows.forEach(({ element, cells }, k) => {
      element.hidden = single && k !== comp;
      element.classList.toggle("alone", single);
      cells.forEach((cell, i) => {
        cell.hidden = single || i >= (this.seen ?? this.columns);
        cell.picture.canvas.hidden = !single && cell.hidden;
      });
    });
    this.one.element.hidden = !single;
    for (const cell of this.one.cells) Object.assign(cell, { k: comp ?? 0, hidden: !single });
  }

  showLevels() {
    this.rows.forEach(({ input, value }, k) => {
      input.value = this.state.levels[k];
      value.textContent = times(this.state.levels[k]);
      describe(input, this.state.levels[k]);
    });
  }

  label() {
    const { comp, levels } = this.state;
    const words = (n, k) => `${n} samples from ${this.nameOf(k)}, spread ${times(levels[k])}`;
    this.rows.forEach(({ strip }, k) => strip.setAttribute("aria-label", words(this.columns, k)));
    if (comp !== null) this.one.element.setAttribute("aria-label", words(this.draws.n, comp));
  }
}
