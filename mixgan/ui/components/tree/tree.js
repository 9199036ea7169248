// The tree of gates, from inside: every node shows what this sample looks like there, decoded while the hand moves it.
// Sends, when the hand comes to rest: node (a path of L and R), pad [a, b], override {path: "L" | "R"}, draw (index), push
// {node, t, keep} or false, dial (the temperature), mode {mode: "sample" | "average" | "class", cls: of "class"}.
//
// What is chosen (TreeState, Push) decides the sample at every node (TreeSample), that the pictures and the words; the parts
// that draw hear of it, and tell the view what the hand does.

import { DrawPanel } from "../draw/panel.js";
import { mountLive } from "../live/live.js";
import { noisePad } from "../live/pad.js";
import { Shared } from "../live/shared.js";
import { Authors } from "../strokes/legend.js";
import { gateDial, TreeBar } from "./controls.js";
import { Film } from "./film.js";
import { Morph } from "./morph.js";
import { TreePictures } from "./pictures.js";
import { Push } from "./pushed.js";
import { Readout } from "./readout.js";
import { Ribbon } from "./ribbon.js";
import { TreeSample } from "./sample.js";
import { treeShown } from "./shown.js";
import { TALL_PX, TreeStage } from "./stage.js";
import { TreeState } from "./state.js";
import { TreeWords } from "./words.js";

const FLAT_NOTE = "Ribbons and percentages: how often each is used. Thin lines and the numbers: what the gate says to this noise. " +
  "Arrow keys walk, F sends this sample to the chosen one, U frees it, Enter pins, and a click on a branch forces it.";

export default function (component) {
  return mountLive(component, ".tree", TreeView);
}

class TreeView {
  constructor(live) {
    this.live = live;
    this.state = new TreeState(live);
    this.push = new Push(live, this.state);
    this.morph = new Morph(live, this.state);
    this.sample = new TreeSample(live, this.state, this.push, this.morph);
    this.words = new TreeWords(live.given, this.state, this.sample);
    this.pictures = new TreePictures(live, this.state, this.sample);
  }

  keep() {
    return { ...this.state.keep(), push: this.push.kept(), drawing: this.drawing.kept(), authors: this.authors.on, morph: this.morph.kept() };
  }

  stop() {
    this.film.pause();
  }

  shown() {
    return treeShown(this);
  }

  build() {
    const { live, state } = this;
    const { root } = live;
    this.stage = new TreeStage(live, this, {
      select: (node, focus) => this.select(node, focus), force: (node, side) => this.force(node, side), key: (event) => this.key(event),
    });
    this.film = new Film(live, this, () => this.arrange());
    this.ribbon = new Ribbon(live, this, () => this.arrange());
    [this.film.other, this.ribbon.other] = [this.ribbon, this.film];
    root.querySelector(".filmplace").replaceChildren(this.film.root, this.ribbon.root);
    this.drawing = new DrawPanel(live, {
      begin: () => this.beginDrawing(), take: (drawn) => this.takeDrawn(drawn), rest: () => this.drawnRests(),
      leave: () => this.leaveDrawing(), onRoom: () => this.arrange(),
    });
    this.bar = new TreeBar(live, state, this.words, {
      setMode: (mode) => this.setMode(mode), chooseClass: (c) => { state.cls = c; this.setMode("class"); },
      another: (by) => this.another(by), freeAll: () => { state.forced.clear(); this.forcedChanged("All gates are free."); },
    }, [...this.ways, ...(live.given.draw ? [this.drawing.button] : [])]);
    this.pad = noisePad(live);
    this.shared = new Shared(live, "sample", live.given.latent, {
      take: (at) => this.showSample(at), report: (at) => live.send("draw", at) });
    this.hands = [this.pad.root, gateDial(live, state)];
    root.querySelector(".side.left").replaceChildren(...this.hands);
    this.readout = new Readout(live, this, (side) => this.force(state.selected, side || null));
    root.querySelector(".side.right").append(this.drawing.root);
    this.authors = new Authors(live, { mute: (k) => this.mute(k), changed: () => live.invalidate([this.stage.nodes[0].cell]) });
    this.authors.listen(this.stage.nodes[0].picture, 0);
    root.querySelector(".authorsplace").replaceChildren(this.authors.root);
    this.pictures.read(this.stage.nodes[0].picture);
    if (state.form.flat) root.querySelector(".note").textContent = FLAT_NOTE;
    this.showMode();
    this.bar.show();
  }

  // To another noise but by the pad: not where another model shows this one.
  get ways() {
    return this.live.given.latent ? [] : [this.film.button, this.ribbon.button];
  }

  arrange() {
    this.stage.arrange();
    this.readout.show();
    this.drawing.arrange(window.innerHeight >= TALL_PX ? 168 : 140);
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  prepare() {
    this.drawing.prepare();
    this.sample.prepare();
    this.stage.hurry();
  }

  paint(cell) {
    this.pictures.paint(cell);
  }

  finish() {
    this.stage.finish();
    this.showAuthors();
    this.readout.finish();
    this.film.finish();
    this.ribbon.finish();
    this.readout.paintSamples();
    this.drawing.finish();
  }

  // The root in the colours of its authors, whenever it was drawn.
  showAuthors() {
    const { cell, picture } = this.stage.nodes[0];
    const shown = this.authors.on && this.state.isSample;
    this.authors.root.hidden = !this.state.isSample;
    if (!shown || cell.drawn === this.tinted) return;
    this.tinted = cell.drawn;
    this.authors.paint(picture, 0, this.sample.now, this.sample.whole);
    this.authors.tell(0, this.words.sampleName());
  }

  recolour() {
    this.authors?.recolour();
    this.ribbon?.recolour();
  }

  // A leaf is muted by its gate, which sends its share to its sibling.
  mute(k) {
    const { form } = this.state;
    const leaf = form.N + k;
    const [left, right] = form.flat ? [] : form.children(form.parent(leaf));
    if (form.flat || this.state.forced.get(form.parent(leaf)) === (leaf === left ? "R" : "L")) return;
    this.force(form.parent(leaf), form.side(leaf === left ? right : left));
  }

  label() {
    this.stage.label();
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  key(event) {
    const { form, selected } = this.state;
    const [first, last] = form.row(form.level(selected));
    const actions = {
      ArrowUp: () => this.select(Math.max(0, form.parent(selected)), true),
      ArrowDown: () => { if (!this.state.isLeaf(selected)) this.select(form.children(selected)[0], true); },
      ArrowLeft: () => { if (selected > first) this.select(selected - 1, true); },
      ArrowRight: () => { if (selected < last) this.select(selected + 1, true); },
      Home: () => this.select(0, true),
      Enter: () => this.pin(),
      " ": () => this.another(1),
      u: () => this.force(form.flat ? 0 : selected, null),
      ...(form.flat ? { f: () => { if (selected) this.force(0, form.side(selected)); } } :
        { l: () => this.force(selected, "L"), r: () => this.force(selected, "R") }),
    };
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  select(node, focus) {
    if (node !== this.state.selected) {
      this.state.selected = node;
      this.film.rewind();                           // it was another gate's
      this.film.show();
      this.arrange();                               // a narrow level opens below another node
      this.live.invalidate();
      this.live.send("node", this.state.form.path(node));
    }
    if (focus) this.stage.focus(node);
  }

  pin() {
    const { state } = this;
    state.pinned = state.pinned === state.selected ? null : state.selected;
    this.readout.showLarge();
    this.live.invalidate(this.readout.large.map(({ cell }) => cell));
    this.live.say(state.pinned === null ? "Nothing is pinned." : `Pinned: ${this.words.name(state.pinned)}.`);
  }

  force(node, side) {
    if (this.state.force(node, side)) this.forcedChanged(this.words.held(node));
  }

  forcedChanged(message) {
    this.live.say(message);
    this.bar.show();
    this.film.rewind();
    this.film.show();
    this.arrange();
    this.live.invalidate();
    this.live.settle();
    this.live.send("override", this.state.override);
  }

  another(by) {
    const { state } = this;
    if (state.n < 2) return;
    const at = state.drawn ? state.at : (state.at + by + state.n) % state.n;    // from a drawing back to where one left them
    if (state.drawn) this.leaveDrawing();
    this.showSample(at);
    this.live.send("draw", at);
    this.shared.tell(at);
  }

  showSample(at) {
    this.state.at = at;
    this.film.rewind();
    this.ribbon.rewind();
    this.bar.show();
    this.live.invalidate();
    this.live.settle();
    this.live.say(`S${this.words.sampleName().slice(1)}.`);
  }

  // --- a drawing ----------------------------------------------------------------------------------------------------

  // It is looked for as the gates were trained, and what is found stands in the middle of the pad.
  beginDrawing() {
    if (!this.state.isSample) this.setMode("sample");
    if (this.state.forced.size) {
      this.state.forced.clear();
      this.forcedChanged("All gates are free.");
    }
    this.film.rewind();
    this.ribbon.rewind();
    this.pad.goHome();
  }

  takeDrawn(drawn) {
    this.state.drawn = drawn;
    this.bar.show();
    this.live.invalidate();
  }

  leaveDrawing() {
    this.takeDrawn(null);
    this.drawnRests();
  }

  drawnRests() {
    const { drawn } = this.state;
    this.live.settle();
    this.live.send("drawn", this.drawing.news(drawn));
  }

  setMode(mode) {
    this.state.mode = mode;
    this.live.send("mode", { mode, cls: this.state.cls });
    this.film.rewind();
    this.showMode();
    this.bar.show();
    this.arrange();                                 // ribbons are as wide as what is shown
    this.live.invalidate();
    this.live.settle();
  }

  showMode() {
    for (const hand of this.hands) hand.inert = !this.state.isSample;
    this.stage.showMass();
    this.film.show();
    this.ribbon.show();
  }
}
