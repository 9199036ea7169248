// The tree of gates as it was at a step of the training: every node draws the same noise, and is walked as on the Tree page.

import { UNUSED } from "../live/mixture.js";
import { write } from "../live/parts.js";
import { Morph } from "../tree/morph.js";
import { Push } from "../tree/pushed.js";
import { TreeSample } from "../tree/sample.js";
import { TreeStage } from "../tree/stage.js";
import { TreeState } from "../tree/state.js";
import { TreeWords } from "../tree/words.js";

// Shares of the leaves -> of every node, breadth first from the root.
export function massesAbove(leaves) {
  const mass = [...Array(leaves.length - 1).fill(0), ...leaves];
  for (let node = leaves.length - 2; node >= 0; node--) mass[node] = mass[2 * node + 1] + mass[2 * node + 2];
  return mass;
}

export class GrowthTree {
  constructor(live) {
    this.live = live;
    this.state = new TreeState(live);
    const parts = { state: this.state, push: new Push(live, this.state), morph: new Morph(live, this.state) };
    this.sample = new TreeSample(live, parts.state, parts.push, parts.morph);
    this.words = new TreeWords(live.given, this.state, this.sample);
    this.stage = new TreeStage(live, { ...parts, sample: this.sample, words: this.words }, {
      select: (node, focus) => this.select(node, focus), force: (node, side) => this.force(node, side), key: (event) => this.key(event),
    }, true);
    this.told = live.root.querySelector(".chosen");
    this.cells = this.stage.nodes.map(({ cell }) => cell);
  }

  keep() {
    return this.state.keep();
  }

  // --- the step -----------------------------------------------------------------------------------------------------

  // `shares` of the samples that each leaf leads in at the step.
  go(shares) {
    this.state.mass = massesAbove(shares);
    this.stage.showMass();
    if (this.stage.layout) this.stage.arrange();    // the ribbons are as wide as the shares
  }

  arrange() {
    this.stage.arrange();
  }

  label() {
    this.stage.label();
  }

  open(model) {
    this.sample.model = model;
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  prepare() {
    this.sample.prepare();
    this.stage.hurry();
  }

  paint({ node, picture }) {
    const unused = this.sample.masses[node] < UNUSED;
    picture.draw(this.sample.pictures(node), node, unused ? this.live.paper : null);
  }

  finish() {
    this.stage.finish();
    write(this.told, `${this.words.title(this.state.selected)}: ${this.words.facts().join(", ")}`);
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  key(event) {
    const { form, selected } = this.state;
    const [first, last] = form.row(form.level(selected));
    const act = {
      ArrowUp: () => this.select(Math.max(0, form.parent(selected)), true),
      ArrowDown: () => { if (!this.state.isLeaf(selected)) this.select(form.children(selected)[0], true); },
      ArrowLeft: () => { if (selected > first) this.select(selected - 1, true); },
      ArrowRight: () => { if (selected < last) this.select(selected + 1, true); },
      Home: () => this.select(0, true),
      " ": () => this.another(),
      l: () => this.force(selected, "L"), r: () => this.force(selected, "R"), u: () => this.force(selected, null),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  select(node, focus) {
    if (node !== this.state.selected) {
      this.state.selected = node;
      this.stage.arrange();
      this.live.invalidate();
      this.live.send("node", this.state.form.path(node));
    }
    if (focus) this.stage.focus(node);
  }

  force(node, side) {
    if (!this.state.force(node, side)) return;
    this.live.say(this.words.held(node));
    this.stage.arrange();
    this.live.invalidate();
    this.live.settle();
  }

  another() {
    this.state.step(1);
    this.live.invalidate();
    this.live.settle();
    this.live.say(`Noise ${this.state.at + 1} of ${this.state.n}.`);
  }
}
