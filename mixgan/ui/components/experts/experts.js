// The same noise, many hands: a row of pictures per expert, above them what the mixture makes of it, all live.
// Sends, when the hand comes to rest: off (experts that are switched off, from 0), mode ("reroute", "drop"), order (the name
// of one), expert (the one told about, or -1) and pad [a, b].

import { argmax, softmax } from "../live/mixture.js";
import { Pad } from "../live/pad.js";
import { isBetween, Picture, steppedFactor, wholeFactor } from "../live/picture.js";
import { button, LiveView, mountLive, plural, segmented, setProperty, write } from "../live/view.js";
import { make } from "../packet.js";
import { columnChooser, GateBars } from "./gate.js";
import { dropped, expertLogits, route } from "./routing.js";
import { ExpertRow } from "./rows.js";

const GAP_PX = 8;                                   // between pictures, so that two thick frames do not touch
const UNUSED = 0.01;                                // weight below which nothing of a sample comes from an expert
const COLUMNS_PX = { phone: [48, 40], snug: [84, 118], wide: [164, 172] };     // words on the left, figures on the right
const BESIDE_PX = { snug: 840, wide: 1050 };        // from these widths on the pad stands beside the matrix
const SIDE_PX = 186;                                // four buttons in a row, wider than the pad above them
const PAGE = 12;                                    // rows that are seen at a time
const FAINT = "Faint pictures are not used: the gate never sends this noise there, so nothing taught them. ";
const MOST_PX = 64;                                 // the most that a picture may take
const ABOVE_PX = 210;                               // of the window: what stands above the first row
const MODES = [["reroute", "re-route", "The others take over what is off"], ["drop", "holes", "Nobody takes over what is off"]];

export default function (component) {
  return mountLive(component, ".experts", ExpertsView);
}

class ExpertsView extends LiveView {
  constructor(parts) {
    super(parts);
    const { n_experts: K, shape, chooses } = this.model.header;
    const { noise, chance } = this.view.draws;
    Object.assign(this, { K, shape, noises: noise, chances: chooses ? chance : null });
    const known = (k) => Number.isInteger(k) && k >= 0 && k < K;
    this.off = new Set(this.carried("off", []).filter(known));
    if (this.off.size >= K) this.off.clear();
    this.mode = this.carried("mode", "reroute") === "drop" ? "drop" : "reroute";
    const expert = this.carried("expert", null);
    this.expert = known(expert) ? expert : null;
    this.orders = this.view.orders ?? [];
    this.order = this.carried("order", "number");
    this.page = this.sameModel ? this.kept.page ?? 0 : 0;
    this.column = this.sameModel ? this.kept.column ?? 0 : 0;
    this.word = this.view.expert_word ?? "expert";
  }

  keep() {
    const { mode, order, expert, page, column } = this;
    return { ...super.keep(), off: [...this.off], mode, order, expert, page, column };
  }

  // The experts from the first row to the last.
  ordered() {
    const rows = this.orders.find(([name]) => name === this.order)?.[3] ?? [];
    const byNumber = Array.from({ length: this.K }, (_, k) => k);
    return rows.length === this.K && byNumber.every((k) => rows.includes(k)) ? rows : byNumber;
  }

  // --- structure ----------------------------------------------------------------------------------------------------

  build() {
    const { root } = this;
    this.padControl = new Pad(this, {
      value: this.pad, names: this.view.axes,
      move: (value) => { this.pad = value; this.logits = null; this.invalidate(); },
      release: (value) => { this.label(); this.send("pad", value); },
    });
    this.gate = new GateBars(this.K, this.word, this.view.first);
    root.querySelector(".side").replaceChildren(this.padControl.root, this.gate.root);
    root.querySelector(".bar").replaceChildren(...this.controls(), make("span", "meter"));
    this.mixture = this.mixtureRow();
    const act = { toggle: (k) => this.toggle(k), solo: (k) => this.solo(k), choose: (k) => this.choose(k) };
    this.rows = Array.from({ length: this.K }, (_, k) => new ExpertRow(this, k, act));
    this.note = root.querySelector(".note");
    this.grid = root.querySelector(".matrix");
    this.grid.setAttribute("aria-label", this.view.alt ?? `the same noise through every ${this.word}`);
    this.tip = make("div", "tip");
    this.head = this.headRow();
    this.placeRows();
    this.listenToCells();
    this.listen(document, "keydown", (event) => this.key(event));
    this.showOff();
  }

  controls() {
    this.allOn = button(this, "", "all-on", () => { this.off.clear(); this.offChanged(`Every ${this.word} is on`); });
    this.alone = button(this, "", "alone", () => this.solo(this.expert));
    this.alone.classList.add("alone");
    const parts = [];
    if (this.orders.length > 1) {
      const options = this.orders.map(([name, text, title]) => [name, text, title]);
      parts.push(labelled("Rows by", segmented(this, "Rows by", options, this.order, (name) => this.reorder(name))));
    }
    this.modes = segmented(this, "What is off", MODES, this.mode, (mode) => this.setMode(mode));
    parts.push(labelled("If one is off", this.modes), ...this.pager(), this.alone, this.allOn);
    return parts;
  }

  pager() {
    if (this.K <= PAGE) return [];
    const box = make("div", "pager");
    this.pages = Math.ceil(this.K / PAGE);
    this.back = button(this, "‹", "page-back", () => this.turn(-1));
    this.on = button(this, "›", "page-on", () => this.turn(1));
    this.back.setAttribute("aria-label", `the ${PAGE} rows before`);
    this.on.setAttribute("aria-label", `the next ${PAGE} rows`);
    this.where = make("span", "where");
    box.append(this.back, this.where, this.on);
    return [box];
  }

  headRow() {
    const row = make("div", "row head");
    const figures = make("div", "figures");
    figures.append(make("span", "used", `of these ${this.noises.length}`));
    if (this.view.shares) figures.append(make("span", "share", "of all"));
    if (this.view.purity) figures.append(make("span", "purity", "purity"));
    this.columns = columnChooser(this, this.noises.length, (j) => this.lookAt(j));
    row.append(make("span", "word", this.word), this.columns, figures);
    return row;
  }

  strip(className, k) {
    const strip = make("div", "strip");
    strip.setAttribute("role", "img");
    const cells = this.noises.map((_, j) => {
      const picture = new Picture(this.shape);
      const frame = make("div", className);
      Object.assign(frame.dataset, { expert: k, draw: j });
      frame.append(picture.canvas);
      strip.append(frame);
      return this.addCell({ picture, frame, k, j, first: k < 0 });
    });
    return { strip, cells };
  }

  mixtureRow() {
    const element = make("div", "row mixture");
    const { strip, cells } = this.strip("cell", -1);
    const makers = cells.map(({ frame }) => {
      const maker = make("div", "maker");
      frame.append(maker);
      return maker;
    });
    this.changes = make("div", "figures changes");
    const label = make("div", "label");
    label.append(make("span", "name", "the mixture"), make("span", "number", "mix"));
    element.append(label, strip, this.changes);
    return { element, strip, cells, makers };
  }

  // Rows in their order; those of other pages are neither seen nor drawn.
  placeRows() {
    const order = this.ordered();
    const pages = Math.ceil(this.K / PAGE);
    this.page = Math.min(this.page, pages - 1);
    const [first, end] = [PAGE * this.page, Math.min(this.K, PAGE * (this.page + 1))];
    const shown = new Set(order.slice(first, end));
    const focused = this.root.getRootNode().activeElement;
    this.grid.replaceChildren(this.head, this.mixture.element, ...order.map((k) => this.rows[k].element), this.tip);
    if (focused && this.grid.contains(focused)) focused.focus({ preventScroll: true });
    for (const row of this.rows) {
      row.element.hidden = !shown.has(row.k);
      for (const cell of row.cells) {
        if (cell.hidden && shown.has(row.k)) cell.stale = true;
        cell.hidden = !shown.has(row.k);
      }
    }
    if (pages === 1) return;
    write(this.where, `${first + 1} to ${end} of ${this.K}`);
    this.back.disabled = this.page === 0;
    this.on.disabled = this.page === pages - 1;
  }

  // --- sizes --------------------------------------------------------------------------------------------------------

  arrange() {
    const phone = this.width < 560;
    const beside = this.width >= BESIDE_PX.snug;
    const { picture } = this.cells[0];
    const large = Math.max(picture.width, picture.height);
    const native = this.noises.length * (large + GAP_PX) + 3 * GAP_PX;
    const tight = COLUMNS_PX.wide[0] + COLUMNS_PX.wide[1] + native > this.width;
    const snug = !phone && (beside ? this.width < BESIDE_PX.wide : tight);
    let [label, figures] = COLUMNS_PX[phone ? "phone" : snug ? "snug" : "wide"];
    const gap = phone || snug ? 4 : GAP_PX;
    // all rows on the first screen, where that leaves the pictures their native size
    const high = Math.max(large, (window.innerHeight - ABOVE_PX) / Math.min(this.K, PAGE) - 4);
    const factorFor = (words) => {
      const room = this.width - (beside ? SIDE_PX + 24 : 0) - words - 3 * gap;
      return steppedFactor(large, Math.min(room / this.noises.length - gap, MOST_PX, high));
    };
    const narrow = phone && !factorFor(label + figures);        // a small phone: the pictures come before the shares
    if (narrow) figures = 0;
    for (const [name, on] of Object.entries({ phone, beside, snug, narrow })) this.root.classList.toggle(name, on);
    const factor = factorFor(label + figures) || 1;
    this.root.classList.toggle("between", isBetween(factor));
    for (const cell of this.cells) cell.picture.scale(factor);
    const sizes = { gap, label, figures, cell: Math.round(picture.width * factor) };
    for (const name of Object.keys(sizes)) this.grid.style.setProperty(`--${name}`, `${sizes[name]}px`);
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  prepare() {
    this.moving = this.noises.map((noise) => this.moved(noise));
    this.logits ??= this.moving.map((noise, j) => expertLogits(this.model, noise, this.chances?.[j]));
    this.before = this.logits.map((logits, j) => route(logits, this.chances?.[j], new Set()));
    this.weights = !this.off.size ? this.before : this.mode === "drop"
      ? this.before.map((weights) => dropped(weights, this.off))
      : this.logits.map((logits, j) => route(logits, this.chances?.[j], this.off));
    // where the gate reads the noise, an expert that this noise never reaches was not trained on it: what it draws is no sample
    this.gated = this.logits.some((logits) => logits.some((value, k) => value !== this.logits[0][k]));
  }

  isHole(j) {
    return this.mode === "drop" && this.off.has(argmax(this.before[j]));
  }

  paint({ picture, k, j }) {
    if (k < 0 && this.isHole(j)) {
      picture.clear();
      return;
    }
    const mixtures = k < 0 ? this.weights[j] : this.oneHot(k);
    const { images } = this.model.run({ noise: this.moving[j], mixtures }, ["images"]);
    const unused = k >= 0 && (this.off.has(k) || this.rows[k].dead || (this.gated && this.weights[j][k] < UNUSED));
    picture.draw(images, 0, unused ? this.paper : null);
  }

  oneHot(k) {
    const weights = new Float32Array(this.K);
    weights[k] = 1;
    return weights;
  }

  finish() {
    let changed = 0;
    this.weights.forEach((weights, j) => {
      const hole = this.isHole(j);
      const winner = argmax(weights);
      const isChanged = hole || winner !== argmax(this.before[j]);
      changed += isChanged ? 1 : 0;
      const cell = this.mixture.cells[j];
      this.frameOf(cell.frame, winner, hole ? 0 : weights[winner]);
      cell.frame.classList.toggle("changed", isChanged && !hole);
      cell.frame.classList.toggle("hole", hole);
      write(this.mixture.makers[j], hole ? "–" : String(winner + 1));
      this.rows.forEach((row, k) => this.frameOf(row.cells[j].frame, k, weights[k]));
    });
    const n = this.noises.length;
    for (const row of this.rows) row.showUsage(this.weights.reduce((sum, weights) => sum + weights[row.k], 0), n, this.chances);
    const frames = this.chances && !this.gated
      ? `The ${this.word} of each is drawn at random: it alone is framed, and its number stands below the picture of the mixture. `
      : `A frame is as thick as the weight of its ${this.word}; the number below a picture of the mixture says which `
        + `${this.word} weighs most in it. `;
    write(this.note, `Each column is one noise vector. ${frames}${this.gated ? FAINT : ""}The keys 1 to 9 switch one off `
      + `and on, with Shift all others. A click on its number tells about one ${this.word}.`);
    this.changed = changed;
    write(this.changes, !this.off.size ? "" : this.mode === "drop" ? holesOf(changed, n) : `${changed} of ${n} changed`);
    this.showGate();
  }

  showGate() {
    this.root.classList.toggle("gated", this.gated);
    if (!this.gated) return;
    const j = Math.min(this.column, this.noises.length - 1);
    this.columns.mark(j);
    this.gate.show(j, softmax(Array.from(this.logits[j])), argmax(this.before[j]), this.off);
  }

  lookAt(j) {
    if (j === this.column || !this.logits) return;
    this.column = j;
    this.showGate();
  }

  frameOf(frame, k, weight) {
    // thickness is weight: 1 px where nothing of this sample comes from here
    const thick = weight < UNUSED ? "1px" : `${(1 + 2.5 * weight).toFixed(1)}px`;
    const mark = weight < UNUSED ? "var(--hair)" : `var(--expert-${k})`;
    setProperty(frame, "--frame", thick);
    setProperty(frame, "--mark", mark);
  }

  // --- words --------------------------------------------------------------------------------------------------------

  label() {
    const n = this.noises.length;
    const makers = this.weights.map((weights, j) => (this.isHole(j) ? "none" : argmax(weights) + 1));
    const sentence = `what the mixture makes of ${n} noise vectors, by ${this.word} ${makers.join(", ")}`;
    this.mixture.strip.setAttribute("aria-label", sentence);
    for (const row of this.rows) row.speak(n, this.off.has(row.k));
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  key(event) {
    const typing = event.composedPath()[0]?.closest?.("input:not([type=range]), textarea, select, [contenteditable=true]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const turn = { PageUp: -1, PageDown: 1 }[event.key];
    if (turn) {
      // only where the hand is in the matrix: elsewhere these keys scroll the page
      const here = this.root.matches(":hover") || event.composedPath().includes(this.root);
      if (this.pages && here && this.turn(turn)) event.preventDefault();
      return;
    }
    // with Shift a digit key gives another sign on every keyboard, so the key's place counts
    const place = /^Digit([1-9])$/.exec(event.code)?.[1] ?? (/^[1-9]$/.test(event.key) ? event.key : null);
    const k = Number(place) - 1;
    if (!place || k >= this.K) return;
    event.preventDefault();
    if (event.shiftKey) this.solo(k);
    else this.toggle(k);
  }

  toggle(k) {
    if (!this.off.has(k) && this.off.size === this.K - 1) {
      this.say(`At least one ${this.word} must stay on.`);
      return;
    }
    if (!this.off.delete(k)) this.off.add(k);
    this.offChanged(`${this.word} ${k + 1} is ${this.off.has(k) ? "off" : "on"}`);
  }

  isAlone(k) {
    return this.off.size === this.K - 1 && !this.off.has(k);
  }

  // Only this expert; a second time all of them again.
  solo(k) {
    const already = this.isAlone(k);
    this.off = new Set(already ? [] : this.rows.map((row) => row.k).filter((other) => other !== k));
    this.offChanged(already ? `Every ${this.word} is on` : `only ${this.word} ${k + 1} is on`);
  }

  choose(k) {
    this.expert = this.expert === k ? null : k;
    this.showOff();
    this.send("expert", this.expert ?? -1);       // None would read as never chosen
  }

  reorder(name) {
    this.order = name;
    this.page = 0;
    this.placeRows();
    this.invalidate([]);
    const [, text] = this.orders.find(([each]) => each === name) ?? [];
    this.say(`Rows by ${text}: ${this.ordered().map((k) => k + 1).join(", ")}.`);
    this.send("order", name);
  }

  // False where there is no such page.
  turn(step) {
    const page = this.page + step;
    if (page < 0 || page >= this.pages) return false;
    this.page = page;
    this.placeRows();
    this.invalidate([]);
    this.say(`Rows ${this.where.textContent}.`);
    return true;
  }

  setMode(mode) {
    this.mode = mode;
    this.invalidate();
    const what = mode === "drop" ? "What is off leaves holes" : "What is off is taken over by the others";
    this.afterFrame(what);
    this.send("mode", mode);
  }

  offChanged(message) {
    this.showOff();
    this.invalidate();
    this.afterFrame(message);
    this.send("off", [...this.off].sort((a, b) => a - b));
  }

  // Says what was done, and what that did to the samples once they are drawn.
  afterFrame(message) {
    requestAnimationFrame(() => {
      if (this.stopped) return;
      this.label();
      const n = this.noises.length;
      const effect = this.mode === "drop" ? `${holesOf(this.changed, n)}.`
        : `${this.changed} of these ${n} samples come from another ${this.word}.`;
      const text = this.off.size ? `${message}; ${effect}` : `${message}.`;
      this.say(text[0].toUpperCase() + text.slice(1));
    });
  }

  showOff() {
    const { size } = this.off;
    this.allOn.hidden = size === 0;
    write(this.allOn, `Switch ${size === 1 ? "it" : `all ${size}`} on again`);
    this.alone.hidden = this.expert === null;
    if (this.expert !== null) {
      write(this.alone, this.isAlone(this.expert) ? `All ${plural(this.word)}` : `Only ${this.word} ${this.expert + 1}`);
    }
    for (const row of this.rows) {
      row.show({ off: this.off.has(row.k), alone: this.isAlone(row.k), chosen: row.k === this.expert });
    }
  }

  // --- a closer look ------------------------------------------------------------------------------------------------

  listenToCells() {
    const picture = new Picture(this.shape);
    picture.scale(wholeFactor(Math.max(picture.width, picture.height), 112) || 1);
    const text = make("div");
    this.tip.append(picture.canvas, text);
    this.tip.setAttribute("aria-hidden", "true");
    this.listen(this.grid, "pointerover", (event) => {
      const frame = event.target.closest?.(".cell");
      this.tip.classList.toggle("on", Boolean(frame) && !frame.classList.contains("hole"));
      if (!frame) return;
      const [k, j] = [Number(frame.dataset.expert), Number(frame.dataset.draw)];
      this.lookAt(j);
      const weight = this.weights[j][k < 0 ? argmax(this.weights[j]) : k];
      const maker = k < 0 ? `mixture, mostly ${this.word} ${argmax(this.weights[j]) + 1}` : `${this.word} ${k + 1}`;
      picture.context.drawImage(frame.querySelector("canvas"), 0, 0);
      text.textContent = `${maker}: weight ${weight.toFixed(2)}`;
      this.placeTip(frame);
    });
    this.listen(this.grid, "pointerleave", () => this.tip.classList.remove("on"));
  }

  placeTip(frame) {
    const [box, grid] = [frame.getBoundingClientRect(), this.grid.getBoundingClientRect()];
    const { offsetWidth: w, offsetHeight: h } = this.tip;
    const right = box.right + 10 + w <= grid.right;
    const x = right ? box.right - grid.left + 10 : box.left - grid.left - w - 10;
    const y = Math.min(grid.height - h, Math.max(0, box.top - grid.top + box.height / 2 - h / 2));
    this.tip.style.transform = `translate(${Math.max(0, Math.round(x))}px, ${Math.round(y)}px)`;
  }

  start() {
    super.start();
    this.label();
  }
}

function labelled(text, control) {
  const box = make("div", "control");
  const label = make("span", "controllabel", text);
  label.setAttribute("aria-hidden", "true");         // the control says it itself
  control.classList.add("flow");
  box.append(label, control);
  return box;
}

function holesOf(count, n) {
  return `${count} of ${n} ${count === 1 ? "is a hole" : "are holes"}`;
}
