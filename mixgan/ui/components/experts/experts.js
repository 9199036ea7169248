// The same noise, many hands: a row of pictures per expert, above them what the mixture makes of it, all live.
// Sends, when the hand comes to rest: off (experts that are switched off, from 0) and pad [a, b].

import { argmax } from "../live/mixture.js";
import { Pad } from "../live/pad.js";
import { Picture, wholeFactor } from "../live/picture.js";
import { button, LiveView, mountLive, percent, setProperty, write } from "../live/view.js";
import { make } from "../packet.js";
import { expertLogits, route } from "./routing.js";

const GAP_PX = 8;                                   // between pictures, so that two thick frames do not touch
const DEAD = 0.01;                                  // share below which an expert makes nothing
const COLUMNS_PX = { phone: [34, 44], wide: [148, 172] };     // words on the left, figures on the right
const MOST_PX = (K) => (K > 12 ? 44 : 64);          // the most that a picture may take

export default function (component) {
  return mountLive(component, ".experts", ExpertsView);
}

class ExpertsView extends LiveView {
  constructor(parts) {
    super(parts);
    const { n_experts: K, shape, chooses } = this.model.header;
    const { noise, chance } = this.view.draws;
    Object.assign(this, { K, shape, noises: noise, chances: chooses ? chance : null });
    this.off = new Set(this.carried("off", []).filter((k) => k >= 0 && k < K));
    if (this.off.size >= K) this.off.clear();
    this.word = this.view.expert_word ?? "expert";
  }

  keep() {
    return { ...super.keep(), off: [...this.off] };
  }

  // --- structure ----------------------------------------------------------------------------------------------------

  build() {
    const { root } = this;
    this.allOn = button(this, "", "all-on", () => { this.off.clear(); this.offChanged(`Every ${this.word} is on.`); });
    root.querySelector(".bar").replaceChildren(this.allOn, make("span", "meter"));
    this.padControl = new Pad(this, {
      value: this.pad, names: this.view.axes,
      move: (value) => { this.pad = value; this.logits = null; this.invalidate(); },
      release: (value) => { this.label(); this.send("pad", value); },
    });
    root.querySelector(".side").replaceChildren(this.padControl.root);
    this.mixture = this.mixtureRow();
    this.rows = Array.from({ length: this.K }, (_, k) => this.row(k));
    root.querySelector(".note").textContent = `Each column is one noise vector. A frame is as thick as the weight of its `
      + `${this.word}; the number below a picture of the mixture says which ${this.word} made most of it. The keys 1 to 9 `
      + `switch one off and on: the others take over.`;
    this.grid = root.querySelector(".matrix");
    this.grid.setAttribute("aria-label", this.view.alt ?? `the same noise through every ${this.word}`);
    this.grid.replaceChildren(this.head(), this.mixture.element, ...this.rows.map((row) => row.element));
    this.tip = make("div", "tip");
    this.grid.append(this.tip);
    this.listenToCells();
    this.listen(document, "keydown", (event) => this.key(event));
    this.showOff();
  }

  head() {
    const row = make("div", "row head");
    row.setAttribute("aria-hidden", "true");
    const figures = make("div", "figures");
    figures.append(make("span", "used", `of these ${this.noises.length}`));
    if (this.view.shares) figures.append(make("span", "share", "of all"));
    if (this.view.purity) figures.append(make("span", "purity", "purity"));
    row.append(make("span"), make("span"), figures);
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

  rowName(k) {
    return this.view.rows?.[k] ?? `${this.word} ${k + 1}`;
  }

  row(k) {
    const element = make("div", "row");
    element.style.setProperty("--mark", `var(--expert-${k})`);
    const { strip, cells } = this.strip("cell", k);
    const eye = make("button", "label");
    eye.type = "button";
    eye.dataset.key = `eye-${k}`;
    if (k < 9) eye.setAttribute("aria-keyshortcuts", String(k + 1));
    eye.append(eyeIcon(), this.mark(k), make("span", "name", this.rowName(k)));
    eye.append(make("span", "number", String(k + 1)));
    this.listen(eye, "click", () => this.toggle(k));
    const figures = make("div", "figures");
    const used = make("span", "used");
    const bar = make("span", "usage");
    const count = make("span", "count");
    used.append(bar, count);
    const share = this.view.shares?.[k] ?? 0;
    figures.append(used);
    if (this.view.shares) figures.append(make("span", "share", percent(share)));
    if (this.view.purity) figures.append(make("span", "purity", percent(this.view.purity[k])));
    element.append(eye, strip, figures);
    element.classList.toggle("dead", Boolean(this.view.shares) && share < DEAD);
    return { element, strip, cells, eye, bar, count, share };
  }

  // --- sizes --------------------------------------------------------------------------------------------------------

  arrange() {
    const phone = this.width < 560;
    const [label, figures] = phone ? COLUMNS_PX.phone : COLUMNS_PX.wide;
    const beside = this.width >= 1000;
    this.root.classList.toggle("phone", phone);
    this.root.classList.toggle("beside", beside);
    const { picture } = this.cells[0];
    const large = Math.max(picture.width, picture.height);
    const gap = phone ? 4 : GAP_PX;
    const room = this.width - (beside ? 180 : 0) - label - figures - 3 * gap;
    const factor = wholeFactor(large, Math.min(room / this.noises.length - gap, MOST_PX(this.K))) || 1;
    for (const cell of this.cells) cell.picture.scale(factor);
    const sizes = { gap, label, figures };
    for (const name of Object.keys(sizes)) this.grid.style.setProperty(`--${name}`, `${sizes[name]}px`);
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  prepare() {
    this.moving = this.noises.map((noise) => this.moved(noise));
    this.logits ??= this.moving.map((noise, j) => expertLogits(this.model, noise, this.chances?.[j]));
    this.weights = this.logits.map((logits, j) => route(logits, this.chances?.[j], this.off));
    this.before = this.off.size ? this.logits.map((logits, j) => route(logits, this.chances?.[j], new Set())) : this.weights;
  }

  paint({ picture, k, j }) {
    const mixtures = k < 0 ? this.weights[j] : this.only(k);
    const { images } = this.model.run({ noise: this.moving[j], mixtures }, ["images"]);
    picture.draw(images, 0, k >= 0 && this.isOut(k) ? this.paper : null);
  }

  only(k) {
    const weights = new Float32Array(this.K);
    weights[k] = 1;
    return weights;
  }

  isOut(k) {
    return this.off.has(k) || this.rows[k].element.classList.contains("dead");
  }

  finish() {
    let changed = 0;
    this.weights.forEach((weights, j) => {
      const winner = argmax(weights);
      const isChanged = winner !== argmax(this.before[j]);
      changed += isChanged ? 1 : 0;
      const cell = this.mixture.cells[j];
      this.frameOf(cell.frame, winner, weights[winner]);
      cell.frame.classList.toggle("changed", isChanged);
      write(this.mixture.makers[j], String(winner + 1));
      this.rows.forEach((row, k) => this.frameOf(row.cells[j].frame, k, weights[k]));
    });
    this.rows.forEach((row, k) => this.showUsage(row, this.weights.reduce((sum, weights) => sum + weights[k], 0)));
    this.changed = changed;
    write(this.changes, this.off.size ? `${changed} of ${this.noises.length} changed` : "");
  }

  frameOf(frame, k, weight) {
    // thickness is weight: 1 px where nothing of this sample comes from here
    const thick = weight < DEAD ? "1px" : `${(1 + 2.5 * weight).toFixed(1)}px`;
    const mark = weight < DEAD ? "var(--hair)" : `var(--expert-${k})`;
    setProperty(frame, "--frame", thick);
    setProperty(frame, "--mark", mark);
  }

  showUsage(row, used) {
    setProperty(row.bar, "--used", (used / this.noises.length).toFixed(3));
    write(row.count, this.chances ? String(Math.round(used)) : used.toFixed(1));
  }

  // --- words --------------------------------------------------------------------------------------------------------

  label() {
    const n = this.noises.length;
    const makers = this.weights.map((weights) => argmax(weights) + 1);
    const sentence = `what the mixture makes of ${n} noise vectors, by ${this.word} ${makers.join(", ")}`;
    this.mixture.strip.setAttribute("aria-label", sentence);
    this.rows.forEach((row, k) => {
      const state = this.off.has(k) ? "off" : "on";
      const used = `${row.count.textContent} of these ${n}${this.view.shares ? `, ${percent(row.share)} of all samples` : ""}`;
      row.eye.setAttribute("aria-label", `${this.rowName(k)} is ${state}; ${used}`);
      row.strip.setAttribute("aria-label", `the same ${n} noise vectors through ${this.word} ${k + 1}`);
    });
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  key(event) {
    const typing = event.composedPath()[0]?.closest?.("input:not([type=range]), textarea, select, [contenteditable=true]");
    const k = Number(event.key) - 1;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !(k >= 0 && k < Math.min(9, this.K))) return;
    event.preventDefault();
    this.toggle(k);
  }

  toggle(k) {
    if (!this.off.has(k) && this.off.size === this.K - 1) {
      this.say(`At least one ${this.word} must stay on.`);
      return;
    }
    if (!this.off.delete(k)) this.off.add(k);
    this.offChanged(`${this.word} ${k + 1} is ${this.off.has(k) ? "off" : "on"}`);
  }

  offChanged(message) {
    this.showOff();
    this.invalidate();
    requestAnimationFrame(() => {
      if (this.stopped) return;
      this.label();
      const effect = `${this.changed} of these ${this.noises.length} samples come from another ${this.word}.`;
      const text = this.off.size ? `${message}; ${effect}` : message;
      this.say(text[0].toUpperCase() + text.slice(1));
    });
    this.send("off", [...this.off].sort((a, b) => a - b));
  }

  showOff() {
    this.allOn.hidden = this.off.size === 0;
    this.allOn.textContent = `Switch ${this.off.size === 1 ? "it" : `all ${this.off.size}`} on again`;
    this.rows.forEach((row, k) => {
      row.element.classList.toggle("off", this.off.has(k));
      row.eye.setAttribute("aria-pressed", String(!this.off.has(k)));
    });
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
      this.tip.classList.toggle("on", Boolean(frame));
      if (!frame) return;
      const [k, j] = [Number(frame.dataset.expert), Number(frame.dataset.draw)];
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

const EYE = {
  lid: "M1 8C3 4.4 5.4 3 8 3s5 1.4 7 5c-2 3.6-4.4 5-7 5S3 11.6 1 8Z",
  pupil: "M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  slash: "M2.5 13.5 13.5 2.5",
};

function eyeIcon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "eye");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, d] of Object.entries(EYE)) {
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
