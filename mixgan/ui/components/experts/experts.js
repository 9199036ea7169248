// The same noise, many hands: a row of pictures per expert, above them what the mixture makes of it, all live.
// Sends, when the hand comes to rest: off (experts that are switched off, from 0), mode ("reroute", "drop"), order (the name
// of one), expert (the one told about, or -1) and pad [a, b].
//
// What is chosen (ExpertsState) decides who makes each sample (SampleWeights), that the pictures and the words; the parts that
// draw hear of it, and tell the view what the hand does.

import { DrawPanel } from "../draw/panel.js";
import { escapeCloses } from "../live/closing.js";
import { mountLive } from "../live/live.js";
import { noisePad } from "../live/pad.js";
import { write } from "../live/parts.js";
import { Authors } from "../strokes/legend.js";
import { ExpertsBar } from "./controls.js";
import { GateBars } from "./gate.js";
import { Matrix } from "./matrix.js";
import { ExpertsState } from "./state.js";
import { SampleWeights } from "./weights.js";
import { ExpertsWords } from "./words.js";

export default function (component) {
  return mountLive(component, ".experts", ExpertsView);
}

class ExpertsView {
  constructor(live) {
    this.live = live;
    this.state = new ExpertsState(live);
    this.weights = new SampleWeights(live, this.state);
    this.words = new ExpertsWords(this.state, this.weights);
  }

  keep() {
    return { ...this.state.keep(), drawing: this.drawing.kept(), authors: this.authors.on };
  }

  shown() {
    return this.matrix.shown();
  }

  build() {
    const { live, state } = this;
    const { root } = live;
    this.authors = new Authors(live, { mute: (k) => this.mute(k), changed: () => live.invalidate(this.matrix.mixture.cells) });
    this.gate = new GateBars(state.K, state.word);
    this.pad = noisePad(live, () => this.weights.forget());
    escapeCloses(live, () => state.expert !== null, () => this.choose(state.expert));
    root.querySelector(".side").replaceChildren(this.pad.root, this.gate.root, this.authors.root);
    this.drawing = new DrawPanel(live, {
      begin: () => this.beginDrawing(), take: (drawn) => this.takeDrawn(drawn), rest: () => this.drawnRests(),
      leave: () => { this.takeDrawn(null); this.drawnRests(); }, onRoom: () => this.arrange(),
    });
    root.querySelector(".drawplace").replaceChildren(this.drawing.root);
    this.bar = new ExpertsBar(live, state, this.words, {
      reorder: (name) => this.reorder(name), setMode: (mode) => this.setMode(mode), turn: (step) => this.turn(step),
      solo: (k) => this.solo(k), allOn: () => { state.off.clear(); this.offChanged(this.words.every); },
    }, live.given.draw ? [this.drawing.button] : []);
    this.matrix = new Matrix(live, this, {
      toggle: (k) => this.toggle(k), solo: (k) => this.solo(k), choose: (k) => this.choose(k), lookAt: (j) => this.lookAt(j),
    });
    this.note = root.querySelector(".note");
    for (const { picture, j } of this.matrix.mixture.cells) this.authors.listen(picture, j);
    live.listen(document, "keydown", (event) => this.key(event));
    this.bar.showPage();
    this.showOff();
  }

  arrange() {
    this.matrix.arrange();
    this.drawing.arrange(140);
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  prepare() {
    this.drawing.prepare();
    this.weights.prepare();
  }

  paint(cell) {
    this.matrix.paint(cell);
    const { authors, weights } = this;
    const { k, j, picture } = cell;
    if (authors.on && k < 0 && !weights.isHole(j)) authors.paint(picture, j, weights.now[j], weights.weights[j]);
  }

  finish() {
    this.matrix.finish();
    write(this.note, this.words.note());
    this.showGate();
    if (this.authors.on) this.authors.tell(this.state.column, this.state.sampleName(this.state.column));
    this.drawing.finish();
  }

  recolour() {
    this.authors?.recolour();
  }

  mute(k) {
    if (!this.state.off.has(k)) this.toggle(k);
  }

  showGate() {
    const { weights, state } = this;
    this.live.root.classList.toggle("gated", weights.isGated);
    if (!weights.isGated) return;
    const j = Math.min(state.column, weights.draws.n - 1);
    this.matrix.columns.mark(j);
    this.gate.show(state.sampleName(j), weights.gate(j), weights.winnerBefore(j), state.off);
  }

  label() {
    this.matrix.label();
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  key(event) {
    const typing = event.composedPath()[0]?.closest?.("input:not([type=range]), textarea, select, [contenteditable=true]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { root, given } = this.live;
    const here = root.matches(":hover") || event.composedPath().includes(root);
    const turn = { PageUp: -1, PageDown: 1 }[event.key];
    if (turn) {
      // only where the hand is in the matrix: elsewhere these keys scroll the page
      if (here && this.turn(turn)) event.preventDefault();
      return;
    }
    if (given.pair && !here) return;                // of two models the one with the hand on it
    // with Shift a digit key gives another sign on every keyboard, so the key's place counts
    const place = /^Digit(\d)$/.exec(event.code)?.[1] ?? (/^\d$/.test(event.key) ? event.key : null);
    const k = (Number(place) || 10) - 1;            // after 9 comes 0, as on the keyboard
    if (!place || k >= this.state.K) return;
    event.preventDefault();
    if (event.shiftKey) this.solo(k);
    else this.toggle(k);
  }

  lookAt(j) {
    if (j === this.state.column || !this.weights.logits) return;
    this.state.column = j;
    this.showGate();
  }

  // --- a drawing ----------------------------------------------------------------------------------------------------

  // It is looked for with every expert on, and what is found stands in the middle of the pad.
  beginDrawing() {
    if (this.state.off.size) {
      this.state.off.clear();
      this.offChanged(this.words.every);
    }
    this.pad.goHome();
  }

  takeDrawn(drawn) {
    Object.assign(this.state, { drawn, column: 0 });
    this.weights.forget();
    this.live.invalidate(this.live.cells.filter(({ j }) => j === 0));
  }

  drawnRests() {
    const { drawn } = this.state;
    this.live.settle();
    this.live.send("drawn", this.drawing.news(drawn));
  }

  // --- experts off and on -------------------------------------------------------------------------------------------

  toggle(k) {
    if (this.state.toggle(k)) this.offChanged(this.words.toggled(k));
    else this.live.say(this.words.refused);
  }

  solo(k) {
    this.state.solo(k);
    this.offChanged(this.words.soloed(k));
  }

  offChanged(message) {
    this.showOff();
    this.live.invalidate();
    this.afterFrame(message);
    this.live.send("off", [...this.state.off].sort((a, b) => a - b));
  }

  setMode(mode) {
    this.state.mode = mode;
    this.live.invalidate();
    this.afterFrame(this.words.mode());
    this.live.send("mode", mode);
  }

  // Says what was done, and what that did to the samples once they are drawn.
  afterFrame(message) {
    this.live.settle(() => this.live.say(this.words.effect(message)));
  }

  choose(k) {
    const { state } = this;
    state.expert = state.expert === k ? null : k;
    this.showOff();
    this.live.send("expert", state.expert ?? -1);       // None would read as never chosen
  }

  showOff() {
    this.bar.showOff();
    this.matrix.showOff();
  }

  reorder(name) {
    Object.assign(this.state, { order: name, page: 0 });
    this.placeRows();
    this.live.say(this.words.order());
    this.live.send("order", name);
  }

  // False where there is no such page.
  turn(step) {
    if (!this.state.turn(step)) return false;
    this.placeRows();
    this.live.say(`Rows ${this.words.page()}.`);
    return true;
  }

  placeRows() {
    this.matrix.placeRows();
    this.bar.showPage();
    this.live.invalidate([]);
  }
}
