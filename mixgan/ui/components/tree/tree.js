// The tree of gates, from inside: every node shows what this sample looks like there, decoded while the hand moves it.
// Sends, when the hand comes to rest: node (a path of L and R), pad [a, b], override {path: "L" | "R"}, draw (index), push
// {node, t, keep} or null, dial (the temperature), mode {mode: "sample" | "average" | "class", cls: of "class"}.

import { argmax } from "../live/mixture.js";
import { Pad } from "../live/pad.js";
import { Picture, readStrip, wholeFactor } from "../live/picture.js";
import { button, mountLive, percent, segmented, setProperty, write } from "../live/view.js";
import { make } from "../packet.js";
import { Film } from "./film.js";
import { BinaryForm, FlatForm } from "./form.js";
import { gatePlanes } from "./push.js";
import { SVG } from "./stage.js";
import { SIDE, TreeWords, UNUSED } from "./words.js";

const SAMPLES = 16;                                 // of the selected node, beside the tree
const SAMPLES_MS = 6;                               // of a frame
const FLAT_NOTE = "Ribbons and percentages: how often each is used. Thin lines and the numbers: what the gate says to this noise. " +
  "Arrow keys walk, F sends this sample to the chosen one, U frees it, Enter pins, and a click on a branch forces it.";
const SEEN = 2 / 255;                               // half a grey level and its like: less is not seen

export default function (component) {
  return mountLive(component, ".tree", TreeView);
}

class TreeView extends TreeWords {
  constructor(parts) {
    super(parts);
    const { tree: depth, n_experts: K, shape, chooses } = this.model.header;
    this.form = depth ? new BinaryForm(depth) : new FlatForm(K);
    Object.assign(this, { L: this.form.L, N: this.form.N, shape, chooses });
    this.mass = this.view.mass ?? this.evenly();
    this.selected = this.form.at(this.carried("selected", ""));
    this.forced = new Map(this.sameModel ? this.kept.forced : []);
    this.mode = this.offered(this.kept.mode) ? this.kept.mode : "sample";
    this.cls = this.sameModel ? this.kept.cls ?? 0 : 0;
    this.temperature = this.kept.temperature ?? 1;
    this.pinned = this.sameModel ? this.kept.pinned ?? null : null;
    this.at = this.sameModel ? this.kept.at ?? 0 : 0;
    this.control = this.view.control ?? [];
    this.planes = depth && this.control.length ? gatePlanes(this.model) : null;
    this.stored = {};
  }

  keep() {
    const { forced, mode, cls, temperature, pinned, at } = this;
    const own = { forced, mode, cls, temperature, pinned, at, film: this.film.state(), selected: this.form.path(this.selected) };
    return { ...super.keep(), ...own };
  }

  stop() {
    this.film?.pause();
    super.stop();
  }

  evenly() {
    const mass = [1];
    for (let node = 1; node < this.form.n; node++) {
      const parent = this.form.parent(node);
      mass.push(mass[parent] / this.form.children(parent).length);
    }
    return mass;
  }

  offered(mode) {
    return { sample: true, average: this.view.means, class: this.view.classes }[mode];
  }

  // What ribbons and percentages show: of all samples, or of those that are read as the chosen class.
  get shownMass() {
    if (this.mode !== "class") return this.mass;
    const { counts } = this.view.classes;
    return counts.map((row) => row[this.cls] / Math.max(1, counts[0][this.cls]));
  }

  // --- structure ----------------------------------------------------------------------------------------------------

  build() {
    const { root } = this;
    this.nodes = Array.from({ length: this.form.n }, (_, node) => this.node(node));
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
    this.film = new Film(this, this.sameModel ? this.kept.film : undefined);
    root.querySelector(".filmplace").replaceChildren(this.film.root);
    root.querySelector(".bar").replaceChildren(...this.controls());
    root.querySelector(".side.left").replaceChildren(...this.padParts());
    root.querySelector(".side.right").replaceChildren(...this.readoutParts());
    this.listen(this.list, "keydown", (event) => this.key(event));
    this.readStored("means", this.view.means);
    this.readStored("typical", this.view.typical);
    this.readStored("classes", this.view.classes?.means, this.view.classes?.names.length * this.form.n);
    if (this.form.flat) root.querySelector(".note").textContent = FLAT_NOTE;
    this.showMode();
    this.showForced();
  }

  controls() {
    const parts = [];
    if (this.view.means) {
      const modes = [["sample", "One sample", "What this sample looks like at every node"],
        ["average", "Average", "The mean picture of all samples at every node"],
        ["class", "One class", "The mean picture at every node of the samples that are read as one class"]];
      const offered = modes.filter(([mode]) => this.offered(mode));
      parts.push(segmented(this, "Pictures", offered, this.mode, (mode) => this.setMode(mode)));
    }
    if (this.view.classes) parts.push(this.classParts());
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
    parts.push(this.film.button, this.freeAll, make("span", "meter"));
    return parts;
  }

  classParts() {
    this.chooser = make("select", "chooser");
    this.chooser.setAttribute("aria-label", "Class");
    this.chooser.dataset.key = "class";
    this.chooser.append(...this.view.classes.names.map((name, c) => {
      const option = make("option", "", name);
      option.value = c;
      return option;
    }));
    this.chooser.value = this.cls;
    this.listen(this.chooser, "change", () => {
      this.cls = Number(this.chooser.value);
      this.setMode("class");
    });
    return this.chooser;
  }

  padParts() {
    this.padControl = new Pad(this, {
      value: this.pad, names: this.view.axes,
      move: (value) => { this.pad = value; this.invalidate(); },
      release: (value) => { this.label(); this.send("pad", value); },
    });
    return [this.padControl.root, this.dialParts()];
  }

  // From the gates as they were trained to all or nothing: a way of looking, of which the server hears for its words.
  dialParts() {
    this.dial = make("label", "dial");
    const range = make("input");
    Object.assign(range, { type: "range", min: 0, max: 1, step: 0.05, value: 1 - this.temperature });
    range.dataset.key = "dial";
    range.setAttribute("aria-label", "temperature of the gates, from as trained to hard; display only");
    const said = make("span", "");
    const show = () => {
      const words = { 0: "hard", 1: "as trained" }[this.temperature] ?? `temperature ${this.temperature.toFixed(2)}`;
      said.textContent = `${this.form.flat ? "gate" : "gates"}: ${words}`;
      range.setAttribute("aria-valuetext", words);
    };
    this.listen(range, "input", () => {
      this.temperature = Math.round(100 * (1 - range.value)) / 100;
      show();
      this.invalidate();
    });
    this.listen(range, "change", () => { this.label(); this.send("dial", this.temperature); });
    this.listen(range, "keydown", (event) => event.stopPropagation());
    show();
    this.dial.append(said, range, make("span", "small", "display only: not trained like this"));
    return this.dial;
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
    pictures.append(this.samplesParts(), ...this.large.map(({ figure }) => figure));
    return [text, pictures, this.forceControl];
  }

  // Draws of the pool whose largest leaf lies under the selected node: what the model makes there, with no hand on it.
  samplesParts() {
    const chances = this.view.pool_chance;
    this.fallen = (this.view.pool ?? []).map((noise, i) => (
      this.N + argmax(this.model.run({ noise, chance: chances?.[i] }, ["weights"]).weights)));
    const grid = make("div", "grid");
    grid.setAttribute("role", "img");
    this.samples = Array.from({ length: this.view.pool ? SAMPLES : 0 }, () => {
      const picture = new Picture(this.shape);
      picture.scale(wholeFactor(Math.max(picture.width, picture.height), 34) || 1);
      grid.append(picture.canvas);
      return picture;
    });
    this.below = make("div", "below");
    this.below.append(grid, make("div", "caption"));
    this.pending = [];
    return this.below;
  }

  showSamples() {
    const isUnder = (leaf) => { while (leaf > this.selected) leaf = this.form.parent(leaf); return leaf === this.selected; };
    const read = this.mode === "class" ? this.view.pool_class : null;
    const isRead = (at) => !read || read[at] === this.cls;
    const found = this.fallen.flatMap((leaf, at) => (isUnder(leaf) && isRead(at) ? [at] : [])).slice(0, SAMPLES);
    if (`${this.mode} ${found}` === this.found) return;
    this.found = `${this.mode} ${found}`;
    this.samples.forEach((picture, i) => { picture.canvas.hidden = i >= found.length; });
    this.pending = found.map((at, i) => [at, this.samples[i]]);
    const as = read ? ` read as ${this.view.classes.names[this.cls]}` : "";
    const some = found.length === 1 ? `1 sample${as} that ends here` : `${found.length} samples${as} that end here`;
    const words = found.length ? some : `none of ${this.fallen.length} samples${as} ends here`;
    this.below.firstChild.setAttribute("aria-label", `${words}: ${this.name(this.selected)}`);
    write(this.below.lastChild, words);
  }

  // After the tree, and over several frames where one is not enough: they change with the selection only.
  paintSamples() {
    const start = performance.now();
    while (this.pending.length && performance.now() - start < SAMPLES_MS) {
      const [at, picture] = this.pending.shift();
      picture.draw(this.model.run({ noise: this.view.pool[at], chance: this.view.pool_chance?.[at] }, ["images"]).images, 0);
    }
    if (this.pending.length) this.invalidate([]);
  }

  async readStored(name, base64, n = this.form.n) {
    if (!base64) return;
    const { width, height } = this.nodes[0].picture;
    this.stored[name] = await readStrip(base64, n, width, height, this.view.columns ?? this.form.n);
    if (!this.stopped) this.invalidate();
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  get noise() {
    return this.film.pushed(this.moved(this.view.draws ? this.view.draws.noise[this.at] : this.view.noise));
  }

  // Gumbel numbers of this sample, where an expert is drawn.
  get chance() {
    if (!this.chooses) return null;
    return this.view.draws?.chance ? this.view.draws.chance[this.at] : this.view.chance ?? new Float32Array(this.L);
  }

  route(noise) {
    const { logits } = this.model.run({ noise }, ["logits"]);
    return this.form.route(logits, this.temperature, this.forced, this.chance);
  }

  // The picture of another noise under the same hand: dial and forced gates count there too.
  sampleAt(noise) {
    return this.model.run({ noise, mixtures: this.route(noise).mixtures[0] }, ["images"]).images;
  }

  prepare() {
    const noise = this.noise;
    const { own, shares, masses, mixtures } = this.route(noise);
    Object.assign(this, { own, shares, masses });
    const flat = new Float32Array(this.form.n * this.L);
    mixtures.forEach((row, node) => flat.set(row, node * this.L));
    this.run = this.model.open({ noise, mixtures: flat });
    // the chosen path goes first: on a slow machine the others follow in the next frames
    for (const cell of this.cells) cell.first = this.path.includes(cell.node);
  }

  // Whether what lies left and right of a gate draws the same at this noise.
  sameBelow(node, noise) {
    const rows = this.form.children(node).flatMap((child) => [...this.route(noise).mixtures[child]]);
    const { images } = this.model.run({ noise, mixtures: rows }, ["images"]);
    const half = images.length / 2;
    for (let i = 0; i < half; i++) if (Math.abs(images[i] - images[half + i]) > SEEN) return false;
    return true;
  }

  paint({ node, picture }) {
    const { stored } = this;
    if (this.mode === "class") {
      if (stored.classes && this.classCount(node)[0]) picture.drawStored(stored.classes[this.cls * this.form.n + node]);
      else picture.clear();
    } else if (this.mode === "average") {
      if (stored.means && this.mass[node]) picture.drawStored(stored.means[node]);
      else picture.clear();
    } else if (this.masses[node] >= UNUSED) picture.draw(this.run.rows("images", [node]).data, node);
    else if (stored.typical && this.mass[node]) picture.drawStored(stored.typical[node], this.paper);
    else picture.clear();
  }

  finish() {
    const live = this.mode === "sample";
    this.root.classList.toggle("average", !live);
    this.nodes.forEach(({ element }, i) => {
      const unused = this.mode === "class" ? !this.classCount(i)[0] : live && this.masses[i] < UNUSED;
      element.classList.toggle("unused", unused);
      // the frame of a leaf is its expert, as thick as its weight
      const thick = live && !unused ? 1 + 3 * this.masses[i] : 1;
      if (i >= this.N) setProperty(element, "--frame", `${thick.toFixed(1)}px`);
    });
    this.edges.forEach((edge, i) => { if (i) this.showFlow(edge, i, live); });
    this.showFacts();
    this.film.finish();
    this.paintSamples();
  }

  showFlow({ flow, text }, i, live) {
    const parent = this.form.parent(i);
    const share = this.shares[i];
    const forced = this.forced.get(parent) === this.form.side(i);
    const reached = this.masses[parent] >= UNUSED;
    flow.style.opacity = live ? Math.max(0, this.masses[i]).toFixed(3) : 0;
    flow.classList.toggle("forced", forced);
    write(text, forced ? "forced" : share.toFixed(2));
    text.classList.toggle("forced", forced);
    text.classList.toggle("weak", share < (this.form.flat ? UNUSED : 0.5) || !reached);
    text.classList.toggle("off", !live || (this.forced.has(parent) && !forced));
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  key(event) {
    const { selected, form } = this;
    const [first, last] = form.row(form.level(selected));
    const actions = {
      ArrowUp: () => this.select(Math.max(0, form.parent(selected)), true),
      ArrowDown: () => { if (selected < this.N) this.select(form.children(selected)[0], true); },
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
    const moved = node !== this.selected;
    this.selected = node;
    if (moved) {
      this.film.rewind();                           // it was another gate's
      this.film.show();
      this.arrange();                               // a narrow level opens below another node
      this.invalidate();
      this.send("node", this.form.path(node));
    }
    if (focus) this.nodes[node].element.focus({ preventScroll: true });
  }

  showSelection() {
    const onWay = new Set();
    for (let node = this.selected; node > 0; node = this.form.parent(node)) onWay.add(node);
    this.nodes.forEach(({ element }, i) => {
      element.setAttribute("aria-selected", String(i === this.selected));
      element.tabIndex = i === this.selected ? 0 : -1;
    });
    this.edges.forEach((edge, i) => { if (i) edge.ribbon.classList.toggle("chosen", onWay.has(i)); });
    const name = this.name(this.selected);
    this.title.textContent = name[0].toUpperCase() + name.slice(1);
    this.forceControl.hidden = this.form.flat || this.selected >= this.N || this.mode !== "sample";
    this.forceControl.choose(this.forced.get(this.selected) ?? "");
    this.showLarge();
  }

  showLarge() {
    const [chosen, pinned] = this.large;
    const phone = this.root.classList.contains("phone");
    // two nodes side by side while one is pinned; what falls under the selected one otherwise
    const compared = this.pinned !== null || !this.samples.length;
    chosen.cell.node = this.selected;
    chosen.cell.hidden = phone || !compared;
    pinned.cell.node = this.pinned ?? 0;
    pinned.cell.hidden = phone || this.pinned === null;
    this.below.hidden = this.samples.length === 0 || (compared && !phone);
    this.showSamples();
    for (const { figure, cell } of this.large) figure.hidden = cell.hidden;
    chosen.figure.lastChild.textContent = this.form.path(this.selected) || "root";
    pinned.figure.lastChild.textContent = `pinned ${this.form.path(this.pinned ?? 0) || "root"}`;
  }

  pin() {
    this.pinned = this.pinned === this.selected ? null : this.selected;
    this.showLarge();
    this.invalidate(this.large.map(({ cell }) => cell));
    this.say(this.pinned === null ? "Nothing is pinned." : `Pinned: ${this.name(this.pinned)}.`);
  }

  force(node, side) {
    if (node >= this.N || this.mode !== "sample") return;
    // the same branch again frees the gate
    if (!side || this.forced.get(node) === side) this.forced.delete(node);
    else this.forced.set(node, side);
    const now = this.forced.get(node);
    const which = this.form.flat ? "The gate" : `The gate at ${this.name(node)}`;
    const way = this.form.flat ? `to ${this.name(Number(now))}` : SIDE[now];
    this.forcedChanged(`${which} is ${now ? `forced ${way}` : "free"}.`);
  }

  forcedChanged(message) {
    this.say(message);
    this.showForced();
    this.film.rewind();
    this.film.show();
    this.arrange();
    this.invalidate();
    this.settle();
    this.send("override", Object.fromEntries([...this.forced].map(([node, side]) => [this.form.path(node), side])));
  }

  showForced() {
    this.freeAll.hidden = this.forced.size === 0;
    this.freeAll.textContent = this.forced.size === 1 ? "Free the forced gate" : `Free ${this.forced.size} forced gates`;
  }

  another(by) {
    const n = this.view.draws?.noise.length ?? 0;
    if (n < 2) return;
    this.at = (this.at + by + n) % n;
    this.film.rewind();
    this.showCounter();
    this.invalidate();
    this.settle();
    this.say(`S${this.sampleName().slice(1)}.`);
    this.send("draw", this.at);
  }

  setMode(mode) {
    this.mode = mode;
    this.send("mode", { mode, cls: this.cls });
    this.film.rewind();
    this.showMode();
    this.arrange();                                 // ribbons are as wide as what is shown
    this.invalidate();
    this.settle();
  }

  showMode() {
    const live = this.mode === "sample";
    this.padControl.root.inert = this.dial.inert = !live;
    if (this.chooser) this.chooser.hidden = this.mode !== "class";
    const mass = this.shownMass;
    this.nodes.forEach(({ caption }, i) => write(caption.lastChild, percent(mass[i])));
    this.film.show();
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
