// When did the experts come apart? Under the slider the generator itself, as it was at a step of its training: the same noise
// through each expert, or the tree of its gates. Sends, when the hand rests: step (-1 while the newest is followed), show
// ("experts" or "tree"), node of the tree.

import { SampleWeights } from "../experts/weights.js";
import { mountLive } from "../live/live.js";
import { noisePad } from "../live/pad.js";
import { segmented, write } from "../live/parts.js";
import { make } from "../packet/packet.js";
import { GrowthMatrix } from "./matrix.js";
import { fetched, lostStep, Steps } from "./steps.js";
import { Track } from "./track.js";
import { GrowthTree } from "./tree.js";

export default function (component) {
  return mountLive(component, ".growth", GrowthView);
}

class GrowthView {
  constructor(live) {
    this.live = live;
    const { given, kept } = live;
    this.weights = new SampleWeights(live, { K: live.model.header.n_experts, off: new Set(), mode: "reroute" });
    // a file has the programs in itself
    this.steps = new Steps(live.recall("programAt", fetched), (i) => { if (i === this.track.at) this.open(); }, (i) => { if (i === this.track.at) this.missing(); });
    this.track = new Track(live, this);
    this.shown = kept.of === given.of ? kept.shown : given.show;
  }

  keep() {
    return { ...this.track.keep(), shown: this.shown, ...this.tree?.keep() };
  }

  build() {
    const { live } = this;
    const { root, given } = live;
    root.querySelector(".side").replaceChildren(noisePad(live, () => this.weights.forget()).root);
    this.title = make("span", "stepname");
    const views = given.modes.length ? [segmented(live, "Shown", given.modes, this.shown, (name) => this.show(name))] : [];
    this.track.build([this.title], [...views, make("span", "meter")]);
    this.steps.take(given.places);
    this.matrix = new GrowthMatrix(live, this.weights);
    if (given.modes.length) this.tree = new GrowthTree(live);
    this.showView();
    this.track.go(this.track.at);
  }

  grows(given, packet) {
    if (!this.track.grows(given, packet)) return false;
    this.steps.take(given.places);
    this.track.go(this.track.at);
    return true;
  }

  // --- experts or tree ----------------------------------------------------------------------------------------------

  get view() {
    return this.shown === "tree" ? this.tree : this.matrix;
  }

  show(name) {
    this.shown = name;
    this.showView();
    this.arrange();
    this.track.go(this.track.at);
    this.live.invalidate();
    this.live.send("show", name);
  }

  showView() {
    const { root, given } = this.live;
    const isTree = this.view === this.tree;
    root.classList.toggle("astree", isTree);
    write(root.querySelector(".note"), isTree ? given.treenote : given.note);
    for (const name of ["roomy", "deep", "phone", "lowered"]) root.classList.remove(name);  // of the tree's own stage
    for (const cell of this.live.cells) cell.hidden = true;
    for (const cell of this.view.cells) cell.hidden = false;
  }

  arrange() {
    const { live } = this;
    live.root.classList.toggle("beside", live.width >= 720 * live.unit);
    const isTree = this.view === this.tree;
    live.root.classList.toggle("roomy", isTree && live.width >= 680);    // as the stage has it: the slider is as wide as that lets it
    this.track.arrange(isTree);
    this.view.arrange();
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  prepare() {
    this.view.prepare();
  }

  paint(cell) {
    this.view.paint(cell);
  }

  finish() {
    this.view.finish();
  }

  label() {
    this.track.label();
    if (this.view === this.tree) this.tree.label();
  }

  // --- the step -----------------------------------------------------------------------------------------------------

  ready(i) {
    return this.steps.isDone(i);
  }

  go(i) {
    const { step, shares } = this.live.given.moments[i];
    write(this.title, `step ${step.toLocaleString("en")}`);
    this.view.go(shares);
    this.steps.want(i);
    this.open();
  }

  // The generator of the step, where it is here; else the one before stays until it has come.
  open() {
    const model = this.steps.at(this.track.at);
    this.live.root.classList.toggle("waits", !model);
    if (!model || model === this.live.model) return;
    this.live.model = model;
    this.weights.forget();
    this.tree?.open(model);
    this.live.invalidate();
  }

  missing() {
    this.live.say(lostStep(this.track.step));
  }

  stop() {
    this.track.stop();
    this.steps.stop();
  }
}
