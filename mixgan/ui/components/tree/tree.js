// The tree of gates, from inside: every node shows what this sample looks like there, decoded while the hand moves it.
// Sends, when the hand comes to rest: node (a path of L and R), pad [a, b], override {path: "L" | "R"}, draw (index).

import { nodeMasses, nodeMixtures } from "../live/mixture.js";
import { Pad } from "../live/pad.js";
import { Picture, readStrip, wholeFactor } from "../live/picture.js";
import { button, mountLive, percent, segmented, setProperty, write } from "../live/view.js";
import { make } from "../packet.js";
import { levelOf, nodeAt, parentOf, pathOf } from "./layout.js";
import { SVG, TreeStage } from "./stage.js";

const UNUSED = 0.01;                                // below this mass a node is not where this sample comes from

export default function (component) {
  return mountLive(component, ".tree", TreeView);
}

class TreeView extends TreeStage {
  constructor(parts) {
    super(parts);
    const { tree: depth, n_experts: L, shape } = this.model.header;
    Object.assign(this, { depth, L, N: L - 1, shape });
    this.mass = this.view.mass ?? Array.from({ length: 2 * L - 1 }, (_, node) => 2 ** -levelOf(node));
    this.selected = nodeAt(this.carried("selected", ""), depth);
    this.forced = new Map(this.sameModel ? this.kept.forced : []);
    this.mode = this.kept.mode === "average" && this.view.means ? "average" : "sample";
    this.pinned = this.sameModel ? this.kept.pinned ?? null : null;
    this.at = this.sameModel ? this.kept.at ?? 0 : 0;
    this.stored = {};
  }

  keep() {
    const { forced, mode, pinned, at } = this;
    return { ...super.keep(), forced, mode, pinned, at, selected: pathOf(this.selected) };
  }

  // --- structure ----------------------------------------------------------------------------------------------------

  build() {
    const { root } = this;
    this.nodes = Array.from({ length: 2 * this.L - 1 }, (_, node) => this.node(node));
    this.edges = this.nodes.map((_, node) => (node ? this.edge(node) : null));
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("aria-hidden", "true");
    for (const layer of ["ribbon", "flow", "hit"]) this.svg.append(...this.edges.slice(1).map((edge) => edge[layer]));
    this.list = make("div", "nodes");
    this.list.setAttribute("role", "tree");
    this.list.setAttribute("aria-label", this.view.alt ?? "the tree of gates");
    this.list.append(...this.nodes.map((node) => node.element));
    const gates = make("div", "gates");
    gates.setAttribute("aria-hidden", "true");
    gates.append(...this.edges.slice(1).map((edge) => edge.text));
    root.querySelector(".stage").replaceChildren(this.svg, gates, this.list);
    root.querySelector(".bar").replaceChildren(...this.controls());
    root.querySelector(".side.left").replaceChildren(...this.padParts());
    root.querySelector(".side.right").replaceChildren(...this.readoutParts());
    this.listen(this.list, "keydown", (event) => this.key(event));
    for (const name of ["means", "typical"]) this.readStored(name);
    this.padControl.root.inert = this.mode === "average";
    this.showForced();
  }

  controls() {
    const parts = [];
    if (this.view.means) {
      const modes = [["sample", "One sample", "What this sample looks like at every node"],
        ["average", "Average", "The mean picture of all samples at every node"]];
      parts.push(segmented(this, "Pictures", modes, this.mode, (mode) => this.setMode(mode)));
    }
    const draws = this.view.draws?.noise.length ?? 0;
    if (draws > 1) {
      this.counter = make("span", "counter");
      const step = (by, text, title) => {
        const element = button(this, text, `draw${by}`, () => this.another(by));
        element.title = title;
        element.setAttribute("aria-label", title);
        return element;
      };
      const group = make("span", "stepper");
      group.append(step(-1, "‹", "Sample before"), this.counter, step(1, "›", "Next sample (Space)"));
      parts.push(group);
      this.showCounter();
    }
    this.freeAll = button(this, "", "free-all", () => { this.forced.clear(); this.forcedChanged("All gates are free."); });
    parts.push(this.freeAll, make("span", "meter"));
    return parts;
  }

  padParts() {
    this.padControl = new Pad(this, {
      value: this.pad, names: this.view.axes,
      move: (value) => { this.pad = value; this.invalidate(); },
      release: (value) => { this.label(); this.send("pad", value); },
    });
    return [this.padControl.root];
  }

  readoutParts() {
    this.title = make("div", "title");
    this.facts = make("div", "facts");
    const forces = [["L", "left"], ["", "as it wants"], ["R", "right"]];
    this.forceControl = segmented(this, "Gate", forces, "", (side) => this.force(this.selected, side || null));
    const text = make("div", "text");
    text.append(this.title, this.facts);
    this.large = [0, 1].map(() => {
      const figure = make("div", "large");
      const picture = new Picture(this.shape);
      picture.scale(wholeFactor(Math.max(picture.width, picture.height), 88) || 1);
      figure.append(picture.canvas, make("div", "caption"));
      return { figure, cell: this.addCell({ node: 0, picture }) };
    });
    const pictures = make("div", "pictures");
    pictures.append(...this.large.map(({ figure }) => figure));
    return [text, pictures, this.forceControl];
  }

  async readStored(name) {
    if (!this.view[name]) return;
    const { width, height } = this.nodes[0].picture;
    this.stored[name] = await readStrip(this.view[name], 2 * this.L - 1, width, height);
    if (!this.stopped) this.invalidate();
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  get noise() {
    return this.moved(this.view.draws ? this.view.draws.noise[this.at] : this.view.noise);
  }

  prepare() {
    const noise = this.noise;
    this.gates = this.model.run({ noise }, ["gates"]).gates;
    this.own = this.gates.slice();
    for (const [node, side] of this.forced) this.gates[node] = side === "L" ? 1 : 0;
    this.masses = nodeMasses(this.gates);
    const mixtures = new Float32Array(this.nodes.length * this.L);
    nodeMixtures(this.gates).forEach((row, node) => mixtures.set(row, node * this.L));
    this.run = this.model.open({ noise, gates: this.gates, mixtures });
    // the chosen path goes first: on a slow machine the others follow in the next frames
    for (const cell of this.cells) cell.first = this.path.includes(cell.node);
  }

  paint({ node, picture }) {
    const unused = this.masses[node] < UNUSED;
    if (this.mode === "average") {
      if (this.stored.means) picture.drawStored(this.stored.means[node]);
    } else if (!unused) picture.draw(this.run.rows("images", [node]).data, node);
    else if (this.stored.typical) picture.drawStored(this.stored.typical[node], this.paper);
    else picture.clear();
  }

  finish() {
    const live = this.mode === "sample";
    this.root.classList.toggle("average", !live);
    this.nodes.forEach(({ element }, i) => {
      const unused = live && this.masses[i] < UNUSED;
      element.classList.toggle("unused", unused);
      // the frame of a leaf is its expert, as thick as its weight
      const thick = live && !unused ? 1 + 3 * this.masses[i] : 1;
      if (i >= this.N) setProperty(element, "--frame", `${thick.toFixed(1)}px`);
    });
    this.edges.forEach((edge, i) => { if (i) this.showFlow(edge, i, live); });
    this.showFacts();
  }

  showFlow({ flow, text }, i, live) {
    const parent = parentOf(i);
    const share = i % 2 ? this.gates[parent] : 1 - this.gates[parent];
    const forced = this.forced.get(parent) === (i % 2 ? "L" : "R");
    const reached = this.masses[parent] >= UNUSED;
    flow.style.opacity = live ? Math.max(0, this.masses[i]).toFixed(3) : 0;
    flow.classList.toggle("forced", forced);
    write(text, forced ? "forced" : share.toFixed(2));
    text.classList.toggle("forced", forced);
    text.classList.toggle("weak", share < 0.5 || !reached);
    text.classList.toggle("off", !live || (this.forced.has(parent) && !forced));
  }

  // --- words --------------------------------------------------------------------------------------------------------

  name(node) {
    if (!node) return "root";
    const steps = [...pathOf(node)].join(" ");
    return node < this.N ? `node ${steps}` : `${this.view.expert_word ?? "leaf"} ${node - this.N + 1}, ${steps}`;
  }

  // What a reader says of a node; made when the hand rests, not sixty times a second.
  sentence(node) {
    const parts = [this.name(node), `${percent(this.mass[node])} of samples`];
    if (this.view.names?.[node]) parts.push(this.view.names[node]);
    if (this.mode === "average") return parts.join(", ");
    const forced = this.forced.get(node);
    if (node < this.N) parts.push(forced ? `gate forced ${SIDE[forced]}` : `gate ${leaning(this.gates[node])}`);
    const mass = this.masses[node];
    parts.push(mass < UNUSED ? "not used by this sample" : `${percent(mass)} of this sample`);
    return parts.join(", ");
  }

  label() {
    this.nodes.forEach(({ element }, node) => element.setAttribute("aria-label", this.sentence(node)));
  }

  showFacts() {
    const node = this.selected;
    const lines = [`${percent(this.mass[node])} of samples`];
    if (this.view.names?.[node]) lines.unshift(this.view.names[node]);
    const unused = this.mode === "sample" && this.masses[node] < UNUSED;
    if (this.mode === "average") lines.push("the mean of them");
    else if (unused) lines.push("not used by this sample");
    else if (node) lines.push(`${percent(this.masses[node])} of this one`);
    if (this.mode === "sample" && node < this.N) lines.push(`gate ${leaning(this.own[node])}`);
    if (lines.join() === this.factsShown) return;
    this.factsShown = lines.join();
    this.facts.replaceChildren(...lines.map((line) => make("div", "", line)));
  }

  showCounter() {
    if (this.counter) this.counter.textContent = `sample ${this.at + 1} of ${this.view.draws.noise.length}`;
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  key(event) {
    const { selected } = this;
    const level = levelOf(selected);
    const [first, last] = [2 ** level - 1, 2 ** (level + 1) - 2];
    const actions = {
      ArrowUp: () => this.select(Math.max(0, parentOf(selected)), true),
      ArrowDown: () => { if (selected < this.N) this.select(2 * selected + 1, true); },
      ArrowLeft: () => { if (selected > first) this.select(selected - 1, true); },
      ArrowRight: () => { if (selected < last) this.select(selected + 1, true); },
      Home: () => this.select(0, true),
      Enter: () => this.pin(),
      " ": () => this.another(1),
      l: () => this.force(selected, "L"),
      r: () => this.force(selected, "R"),
      u: () => this.force(selected, null),
    };
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  select(node, focus) {
    const moved = node !== this.selected;
    this.selected = node;
    if (moved) {
      this.arrange();                               // a narrow level opens below another node
      this.invalidate();
      this.send("node", pathOf(node));
    }
    if (focus) this.nodes[node].element.focus({ preventScroll: true });
  }

  showSelection() {
    const onWay = new Set();
    for (let node = this.selected; node > 0; node = parentOf(node)) onWay.add(node);
    this.nodes.forEach(({ element }, i) => {
      element.setAttribute("aria-selected", String(i === this.selected));
      element.tabIndex = i === this.selected ? 0 : -1;
    });
    this.edges.forEach((edge, i) => { if (i) edge.ribbon.classList.toggle("chosen", onWay.has(i)); });
    const name = this.name(this.selected);
    this.title.textContent = name[0].toUpperCase() + name.slice(1);
    this.forceControl.hidden = this.selected >= this.N || this.mode === "average";
    this.forceControl.choose(this.forced.get(this.selected) ?? "");
    this.showLarge();
  }

  showLarge() {
    const [chosen, pinned] = this.large;
    const phone = this.root.classList.contains("phone");
    chosen.cell.node = this.selected;
    chosen.cell.hidden = phone;
    pinned.cell.node = this.pinned ?? 0;
    pinned.cell.hidden = phone || this.pinned === null;
    for (const { figure, cell } of this.large) figure.hidden = cell.hidden;
    chosen.figure.lastChild.textContent = pathOf(this.selected) || "root";
    pinned.figure.lastChild.textContent = `pinned ${pathOf(this.pinned ?? 0) || "root"}`;
  }

  pin() {
    this.pinned = this.pinned === this.selected ? null : this.selected;
    this.showLarge();
    this.invalidate(this.large.map(({ cell }) => cell));
    this.say(this.pinned === null ? "Nothing is pinned." : `Pinned: ${this.name(this.pinned)}.`);
  }

  force(node, side) {
    if (node >= this.N || this.mode === "average") return;
    // the same branch again frees the gate
    if (!side || this.forced.get(node) === side) this.forced.delete(node);
    else this.forced.set(node, side);
    const now = this.forced.get(node);
    this.forcedChanged(`The gate at ${this.name(node)} is ${now ? `forced ${SIDE[now]}` : "free"}.`);
  }

  forcedChanged(message) {
    this.say(message);
    this.showForced();
    this.showSelection();
    this.invalidate();
    this.settle();
    this.send("override", Object.fromEntries([...this.forced].map(([node, side]) => [pathOf(node), side])));
  }

  showForced() {
    this.freeAll.hidden = this.forced.size === 0;
    this.freeAll.textContent = this.forced.size === 1 ? "Free the forced gate" : `Free ${this.forced.size} forced gates`;
  }

  another(by) {
    const n = this.view.draws?.noise.length ?? 0;
    if (n < 2) return;
    this.at = (this.at + by + n) % n;
    this.showCounter();
    this.invalidate();
    this.settle();
    this.say(`Sample ${this.at + 1} of ${n}.`);
    this.send("draw", this.at);
  }

  setMode(mode) {
    this.mode = mode;
    this.padControl.root.inert = mode === "average";
    this.showSelection();
    this.invalidate();
    this.settle();
  }

  // Words after the pictures of the coming frame.
  settle() {
    requestAnimationFrame(() => { if (!this.stopped) this.label(); });
  }

  start() {
    super.start();
    this.label();
  }
}

const SIDE = { L: "left", R: "right" };

const leaning = (gate) => (gate >= 0.5 ? `${gate.toFixed(2)} left` : `${(1 - gate).toFixed(2)} right`);
