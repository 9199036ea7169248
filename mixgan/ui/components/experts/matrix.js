// The matrix: a row of pictures per expert, above them what the mixture makes of the same noise; a column is one noise vector.

import { write } from "../live/parts.js";
import { isBetween, Picture, steppedFactor } from "../live/picture.js";
import { padHand } from "../live/takeaway.js";
import { shortName } from "../live/words.js";
import { make } from "../packet/packet.js";
import { frameOf } from "./frame.js";
import { columnChooser } from "./gate.js";
import { ExpertRow } from "./rows.js";
import { PAGE } from "./state.js";
import { Tip } from "./tip.js";

const GAP_PX = 8;                                   // between pictures, so that two thick frames do not touch
const COLUMNS_PX = { phone: [48, 40], snug: [89, 118], wide: [164, 172] };     // words on the left, figures on the right
const BESIDE_PX = { snug: 840, wide: 1050 };        // from these widths on the pad stands beside the matrix
const SIDE_PX = 186;                                // four buttons in a row, wider than the pad above them
const ROOMY_PX = 320;                               // of the same where the window leaves it
const MOST_PX = 96;                                 // the most that a picture may take
const FEWEST = 4;                                   // noises on a slide
const ABOVE_PX = 210;                               // of the window: what stands above the first row
const PAIR_PX = 190;                                // more than that where two models stand side by side

export class Matrix {
  // `act`: toggle(k), solo(k), choose(k), lookAt(j).
  constructor(live, { state, weights, words }, act) {
    Object.assign(this, { live, state, weights, words });
    this.element = live.root.querySelector(".matrix");
    this.element.setAttribute("aria-label", live.given.alt ?? `the same noise through every ${state.word}`);
    this.mixture = this.mixtureRow();
    this.rows = Array.from({ length: state.K }, (_, k) => new ExpertRow(live, state.word, k, this.strip(k), act));
    this.head = this.headRow(act);
    this.tip = new Tip(live, this.element, (j, k) => {
      act.lookAt(j);
      return this.words.cell(j, k);
    });
    this.placeRows();
  }

  // --- elements -----------------------------------------------------------------------------------------------------

  headRow(act) {
    const { given } = this.live;
    const row = make("div", "row head");
    const figures = make("div", "figures");
    figures.append(make("span", "used", `of these ${this.weights.draws.n}`));
    if (given.shares) figures.append(make("span", "share", "of all"));
    if (given.purity) figures.append(make("span", "purity", "purity"));
    this.columns = columnChooser(this.live, this.weights.draws.n, act.lookAt);
    row.append(make("span", "word", this.state.word), this.columns, figures);
    return row;
  }

  // The pictures of expert k, or of the mixture for -1.
  strip(k) {
    const strip = make("div", "strip");
    strip.setAttribute("role", "img");
    const cells = this.weights.columns.map((j) => {
      const picture = new Picture(this.live.model.header.shape);
      const frame = make("div", "cell");
      Object.assign(frame.dataset, { expert: k, draw: j });
      frame.append(picture.canvas);
      strip.append(frame);
      return this.live.addCell({ picture, frame, k, j, first: k < 0 });
    });
    return { strip, cells };
  }

  mixtureRow() {
    const element = make("div", "row mixture");
    const { strip, cells } = this.strip(-1);
    const makers = cells.map(({ frame }) => {
      const maker = make("div", "maker");
      frame.append(maker);
      return maker;
    });
    const changes = make("div", "figures changes");
    const label = make("div", "label");
    label.append(make("span", "name", "the mixture"), make("span", "number", "mix"));
    element.append(label, strip, changes);
    return { element, strip, cells, makers, changes };
  }

  // Rows in their order; those of other pages are neither seen nor drawn.
  placeRows() {
    const order = this.state.ordered();
    const shown = new Set(order.slice(...this.state.span));
    const focused = this.live.root.getRootNode().activeElement;
    const rows = order.map((k) => this.rows[k].element);
    this.element.replaceChildren(this.head, this.mixture.element, ...rows, this.tip.element);
    if (focused && this.element.contains(focused)) focused.focus({ preventScroll: true });
    for (const row of this.rows) row.element.hidden = !shown.has(row.k);
    this.hideCells();
  }

  // Of what is not on the page, and of the noises for which a slide has no room, nothing is drawn.
  hideCells() {
    const seen = this.seen ?? this.weights.draws.n;
    for (const { element, cells } of [this.mixture, ...this.rows]) {
      for (const cell of cells) {
        const hidden = element.hidden || cell.j >= seen;
        if (cell.hidden && !hidden) cell.stale = true;
        cell.hidden = hidden;
        cell.frame.hidden = cell.j >= seen;
      }
    }
    [...this.columns.children].forEach((column, j) => { column.hidden = j >= seen; });
  }

  // --- sizes --------------------------------------------------------------------------------------------------------

  arrange() {
    if (this.state.showAll(this.live.height > 0)) this.placeRows();
    if (this.live.height) this.arrangeSlide();
    else this.arrangePage();
  }

  // On a slide an expert is a column, and a noise a row of it: so there is room for larger pictures.
  arrangeSlide() {
    const { root, cells } = this.live;
    const { picture } = cells[0];
    const { n } = this.weights.draws;
    for (const name of ["phone", "snug", "narrow", "roomy"]) root.classList.remove(name);
    root.classList.add("beside");
    root.classList.remove("between");
    this.element.style.setProperty("--gap", `${GAP_PX}px`);
    const lay = (factor, seen) => {
      this.seen = seen;
      this.hideCells();
      for (const cell of cells) cell.picture.scale(factor);
      this.element.style.setProperty("--cell", `${Math.round(picture.height * factor)}px`);
    };
    const factor = this.live.fit((each) => lay(each, Math.min(n, FEWEST)));
    const isFull = () => root.scrollHeight > root.clientHeight;
    for (let seen = n; seen > FEWEST; seen--) {
      lay(factor, seen);
      if (!isFull()) break;
      lay(factor, seen - 1);
    }
  }

  arrangePage() {
    const { width, root, cells } = this.live;
    this.seen = this.weights.draws.n;
    this.hideCells();
    const phone = width < 560;
    const { pair } = this.live.given;
    const beside = !pair && width >= BESIDE_PX.snug;
    const { picture } = cells[0];
    const { n } = this.weights.draws;
    const large = Math.max(picture.width, picture.height);
    const native = n * (large + GAP_PX) + 3 * GAP_PX;
    const tight = COLUMNS_PX.wide[0] + COLUMNS_PX.wide[1] + native > width;
    const snug = !phone && (pair || (beside ? width < BESIDE_PX.wide : tight));
    let [label, figures] = COLUMNS_PX[phone ? "phone" : snug ? "snug" : "wide"];
    const gap = phone || snug ? 4 : GAP_PX;
    // all rows on the first screen, where that leaves the pictures their native size
    const above = ABOVE_PX + (pair ? PAIR_PX : 0);
    const high = Math.max(large, (window.innerHeight - above) / Math.min(this.state.K, PAGE) - 4);
    const factorFor = (words) => {
      const room = width - (beside ? SIDE_PX + 24 : 0) - words - 3 * gap;
      return steppedFactor(large, Math.min(room / n - gap, MOST_PX, high));
    };
    const narrow = phone && !factorFor(label + figures);        // a small phone: the pictures come before the shares
    if (narrow) figures = 0;
    const factor = factorFor(label + figures) || 1;
    const free = width - label - figures - n * (picture.width * factor + gap) - 5 * gap - 40;
    const roomy = beside && free >= ROOMY_PX;
    for (const [name, on] of Object.entries({ phone, beside, snug, narrow, roomy })) root.classList.toggle(name, on);
    root.classList.toggle("between", isBetween(factor));
    for (const cell of cells) cell.picture.scale(factor);
    const sizes = { gap, label, figures, cell: Math.round(picture.width * factor) };
    for (const name of Object.keys(sizes)) this.element.style.setProperty(`--${name}`, `${sizes[name]}px`);
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  paint({ picture, k, j }) {
    const { weights, live } = this;
    if (k < 0 && weights.isHole(j)) {
      picture.clear();
      return;
    }
    picture.draw(weights.pictures(j, k), 0, this.isSample({ k, j }) ? null : live.paper);
  }

  finish() {
    const { weights: who, mixture } = this;
    for (const j of who.columns) {
      const hole = who.isHole(j);
      const winner = who.winner(j);
      const { frame } = mixture.cells[j];
      frameOf(frame, winner, hole ? 0 : who.weights[j][winner]);
      frame.classList.toggle("changed", who.isChanged(j) && !hole);
      frame.classList.toggle("hole", hole);
      write(mixture.makers[j], hole ? "–" : shortName(winner));
      this.rows.forEach((row, k) => frameOf(row.cells[j].frame, k, who.weights[j][k]));
    }
    for (const row of this.rows) row.showUsage(who.used(row.k), who.draws.n, who.isDrawn);
    write(mixture.changes, this.words.changes());
  }

  // As it can be taken away: the mixture's row and the experts' below it, without what is no sample.
  shown() {
    const { weights, live, state } = this;
    if (!weights.now) return null;
    const [, height, width] = live.model.header.shape;
    const rows = [this.mixture, ...state.ordered().map((k) => this.rows[k])];
    const tiles = rows.flatMap(({ cells }, row) => cells.filter((cell) => this.isSample(cell)).map(({ k, j, frame }) => ({
      draw: { ...weights.now[j], mixtures: weights.mixture(j, k) }, sample: (live.given.first ?? 0) + j, element: frame,
      at: [j * (width + 2), row * (height + 2) + (row ? 4 : 0)] })));
    const pad = padHand(live);
    const muted = [...state.off].sort((a, b) => a - b);
    const size = [weights.draws.n * (width + 2), rows.length * (height + 2) + 4];
    return { tiles, size, moved: Boolean(pad.pad || state.drawn), hand: { ...pad, muted, holes: muted.length > 0 && state.mode === "drop" } };
  }

  isSample({ k, j }) {
    const { state, weights } = this;
    return k < 0 ? !weights.isHole(j) : !state.off.has(k) && !this.rows[k].dead && !weights.isUnused(j, k);
  }

  showOff() {
    const { state } = this;
    for (const row of this.rows) {
      row.show({ off: state.off.has(row.k), alone: state.isAlone(row.k), chosen: row.k === state.expert });
    }
  }

  label() {
    this.mixture.strip.setAttribute("aria-label", this.words.mixture());
    for (const row of this.rows) row.speak(this.weights.draws.n, this.state.off.has(row.k));
  }
}
