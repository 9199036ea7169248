// What is chosen on the tree, by the page and then by the hand. No element and no picture here; who changes it draws anew.

import { BinaryForm, FlatForm } from "./form.js";

export class TreeState {
  constructor(live) {
    const { given, kept } = live;
    const { tree: depth, n_experts: K } = live.model.header;
    this.given = given;
    this.form = depth ? new BinaryForm(depth) : new FlatForm(K);
    this.mass = given.mass ?? evenly(this.form);
    this.selected = this.form.at(live.carried("selected", ""));
    const held = Object.entries(given.forced ?? {}).map(([path, side]) => [this.form.at(path), side]);
    this.forced = new Map(live.recall("forced", held));         // gate -> the side that it is held at
    const [mode, cls] = given.show ?? [];
    this.mode = [kept.mode, mode].find((each) => this.offers(each)) ?? "sample";
    this.cls = live.recall("cls", cls ?? 0);
    this.temperature = kept.temperature ?? given.temperature ?? 1;
    this.pinned = live.recall("pinned", null);
    this.at = live.recall("at", given.at ?? 0);                // which of the draws
    this.n = given.draws?.noise.length ?? 0;
    this.drawn = live.carried("drawn", null);                    // { noise, expert } found for a drawing: then the sample is that
  }

  keep() {
    const { forced, mode, cls, temperature, pinned, at, drawn } = this;
    return { forced, mode, cls, temperature, pinned, at, drawn, selected: this.form.path(this.selected) };
  }

  offers(mode) {
    return { sample: true, average: this.given.means, class: this.given.classes }[mode];
  }

  // Whether the pictures are of one sample, which the hand moves.
  get isSample() {
    return this.mode === "sample";
  }

  isLeaf(node) {
    return node >= this.form.N;
  }

  // What ribbons and percentages show: of all samples, or of those that are read as the chosen class.
  get shownMass() {
    if (this.mode !== "class") return this.mass;
    const { counts } = this.given.classes;
    return counts.map((row) => row[this.cls] / Math.max(1, counts[0][this.cls]));
  }

  // The samples read as the chosen class: how many end under the node, of how many.
  classCount(node) {
    const { counts } = this.given.classes;
    return [counts[node][this.cls], counts[0][this.cls]];
  }

  get className() {
    return this.given.classes.names[this.cls];
  }

  // False where there is no gate to hold. The same side again frees it, as no side does.
  force(node, side) {
    if (this.isLeaf(node) || !this.isSample) return false;
    if (!side || this.forced.get(node) === side) this.forced.delete(node);
    else this.forced.set(node, side);
    return true;
  }

  // As the page hears of it: {path: side}.
  get override() {
    return Object.fromEntries([...this.forced].map(([node, side]) => [this.form.path(node), side]));
  }
}

function evenly(form) {
  const mass = [1];
  for (let node = 1; node < form.n; node++) {
    const parent = form.parent(node);
    mass.push(mass[parent] / form.children(parent).length);
  }
  return mass;
}
