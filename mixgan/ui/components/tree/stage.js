// The tree as one sees it: a picture for every node, three lines and a number for every branch, and where all of it stands.

import { UNUSED } from "../live/mixture.js";
import { setProperty, write } from "../live/parts.js";
import { isBetween, Picture } from "../live/picture.js";
import { percent, shortName } from "../live/words.js";
import { make } from "../packet/packet.js";
import { isDeep } from "./layout.js";

const RIBBON_PX = 26;                               // the width of the branch that all samples take
export const TALL_PX = 900;                         // windows of this height have room for larger pictures
const TIGHT_PX = 76;                                // a place too narrow for name and share, where type is as usual
const AIR_PX = 6;                                   // between two captions
const SVG = "http://www.w3.org/2000/svg";

export class TreeStage {
  // `act`: force(node, side), select(node, focus) and key(event), of the hand. `low`: something tall stands above it.
  constructor(live, { state, push, morph, sample, words }, act, low = false) {
    Object.assign(this, { live, state, push, morph, sample, words, act, low, form: state.form });
    this.nodes = Array.from({ length: this.form.n }, (_, node) => this.node(node));
    this.edges = this.nodes.map((_, node) => (node ? this.edge(node) : null));
    this.element = live.root.querySelector(".stage");
    this.element.replaceChildren(...this.layers());
  }

  // --- elements -----------------------------------------------------------------------------------------------------

  layers() {
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("aria-hidden", "true");
    for (const layer of ["ribbon", "flow", "hit"]) this.svg.append(...this.edges.slice(1).map((edge) => edge[layer]));
    const list = make("div", "nodes");
    list.setAttribute("role", "tree");
    list.setAttribute("aria-label", this.live.given.alt ?? "the tree of gates");
    list.append(...this.nodes.map((node) => node.element));
    this.live.listen(list, "keydown", (event) => this.act.key(event));
    const gates = make("div", "gates");
    gates.setAttribute("aria-hidden", "true");
    gates.append(...this.edges.slice(1).map((edge) => edge.text));
    return [this.svg, gates, list];
  }

  node(node) {
    const { form, live, state } = this;
    const path = form.path(node);
    const element = make("div", state.isLeaf(node) ? "node leaf" : "node");
    element.dataset.key = `node-${path}`;
    element.dataset.path = path;
    element.setAttribute("role", "treeitem");
    element.setAttribute("aria-level", form.level(node) + 1);
    if (!state.isLeaf(node)) element.setAttribute("aria-expanded", "true");
    element.setAttribute("aria-keyshortcuts", form.flat ? "F U Enter" : "L R U Enter");
    const picture = new Picture(live.model.header.shape);
    const caption = make("div", "caption");
    if (state.isLeaf(node)) {
      const k = node - form.N;
      element.style.setProperty("--mark", `var(--expert-${k})`);
      caption.append(live.mark(k), make("b", "", shortName(k)));
    }
    const share = make("span", "share", percent(state.mass[node]));
    const named = make("span", "named");
    caption.append(share, named);
    element.append(picture.canvas, caption);
    live.listen(element, "pointerdown", (event) => event.preventDefault());
    live.listen(element, "click", () => this.act.select(node, true));
    live.listen(element, "focus", () => this.act.select(node, false));
    const cell = live.addCell({ node, picture });
    return { element, picture, cell, share, named };
  }

  edge(node) {
    const line = (name) => {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", name);
      return path;
    };
    const edge = { ribbon: line("ribbon"), flow: line("flow"), hit: line("hit"), text: make("span", "gate") };
    this.live.listen(edge.hit, "pointerdown", (event) => event.preventDefault());
    this.live.listen(edge.hit, "click", () => this.act.force(this.form.parent(node), this.form.side(node)));
    return edge;
  }

  // --- sizes --------------------------------------------------------------------------------------------------------

  arrange() {
    const { element, form, state, live } = this;
    const { root } = live;
    const width = Math.floor(element.clientWidth) || live.width;
    const { picture } = this.nodes[0];
    const lowered = this.low || this.push.isActive || this.morph.isActive;
    root.classList.toggle("roomy", width >= (live.given.pair ? 300 : 680));     // first: it says where the stage begins
    this.path = this.way;
    const room = window.innerHeight >= TALL_PX ? "tall" : live.given.pair ? "half" : lowered ? "low" : "usual";
    const { height, unit } = live;
    const native = [picture.width, picture.height];
    this.layout = height ? form.slide(width, height - element.offsetTop, unit, native) : form.layout(width, native, this.path, room);
    element.style.height = `${this.layout.height}px`;
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", this.layout.height);
    this.nodes.forEach((node, i) => this.placeNode(node, i));
    const mass = state.shownMass;
    this.edges.forEach((edge, i) => { if (i) this.placeEdge(edge, i, mass); });
    root.style.setProperty("--stage-top", `${element.offsetTop}px`);
    root.classList.toggle("phone", width < 480);
    root.classList.toggle("narrowpair", Boolean(live.given.pair) && width < 680);
    root.classList.toggle("deep", isDeep(width, form.depth));
    root.classList.toggle("lowered", lowered);
    this.fitWords();
    this.showSelection();
  }

  // Words under a picture where they leave the next caption alone: written, then measured all at once, then hidden.
  fitWords() {
    for (const { named } of this.nodes) named.hidden = false;
    const widths = this.nodes.map(({ share, named }) => named.offsetLeft + named.offsetWidth - share.offsetLeft);
    this.nodes.forEach(({ named }, i) => {
      named.hidden = !named.textContent || widths[i] + AIR_PX > this.layout.levels[this.form.level(i)].slot;
    });
  }

  // From the root to the chosen node, and on to a leaf: as this sample goes, with the hand on the gates, or as most samples do.
  get way() {
    const { form, state, sample } = this;
    return form.through(state.selected, (state.isSample && sample.shares) || state.shownMass);
  }

  placeNode({ element, picture, cell }, i) {
    const { x, y, factor, size, kind } = this.layout.nodes[i];
    const level = this.layout.levels[this.form.level(i)];
    element.hidden = kind !== "picture";
    cell.hidden = element.hidden;
    picture.scale(factor);
    element.classList.toggle("between", isBetween(factor));
    element.style.transform = `translate(${Math.round(x - size[0] / 2)}px, ${y}px)`;
    element.style.width = `${size[0]}px`;
    element.classList.toggle("nameless", !level.named);
    element.classList.toggle("tight", level.slot < TIGHT_PX * this.live.unit);
  }

  placeEdge(edge, i, mass) {
    const parent = this.form.parent(i);
    const [from, to] = [this.layout.nodes[parent], this.layout.nodes[i]];
    const hidden = to.kind === "none";
    const small = !this.layout.levels[this.form.level(i)].named;
    // the ribbons leave their parent side by side, as wide together as what comes in
    const siblings = this.form.children(parent);
    const before = siblings.slice(0, siblings.indexOf(i)).reduce((sum, node) => sum + mass[node], 0);
    const all = siblings.reduce((sum, node) => sum + mass[node], 0);
    const x0 = from.x + (before + mass[i] / 2 - all / 2) * RIBBON_PX;
    const y0 = from.y + from.size[1] + (this.layout.levels[this.form.level(parent)].named ? this.layout.caption - 1 : 3);
    const [x1, y1] = [to.x, to.kind === "stub" ? to.y + 8 : to.y - 4];
    const bend = (y1 - y0) * 0.55;
    const d = `M${x0} ${y0}C${x0} ${y0 + bend} ${x1} ${y1 - bend} ${x1} ${y1}`;
    for (const line of [edge.ribbon, edge.flow, edge.hit]) {
      line.setAttribute("d", d);
      line.toggleAttribute("hidden", hidden);
    }
    edge.ribbon.style.strokeWidth = `${Math.max(1, RIBBON_PX * mass[i])}px`;
    edge.text.hidden = hidden || small || to.kind === "stub";
    const lean = this.form.flat ? 0 : i % 2 ? -1 : 1;
    // a fan of many branches is read just above its pictures, where they stand apart
    const down = this.form.flat ? 0.84 : 0.5;
    const [x, y] = [x0 + (this.form.flat ? 0.98 : 0.62) * (x1 - x0) + 4 * lean, y0 + down * (y1 - y0)];
    edge.text.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  // --- what is shown on it ------------------------------------------------------------------------------------------

  showSelection() {
    const { selected } = this.state;
    const onWay = new Set();
    for (let node = selected; node > 0; node = this.form.parent(node)) onWay.add(node);
    this.nodes.forEach(({ element }, i) => {
      element.setAttribute("aria-selected", String(i === selected));
      element.tabIndex = i === selected ? 0 : -1;
    });
    this.edges.forEach((edge, i) => { if (i) edge.ribbon.classList.toggle("chosen", onWay.has(i)); });
  }

  showMass() {
    const { state, words } = this;
    const mass = state.shownMass;
    this.nodes.forEach(({ share, named }, i) => {
      write(share, percent(mass[i]));
      // of a leaf they stand beside the tree; of one class the share is not that of all that the words name
      write(named, state.isLeaf(i) || state.mode === "class" ? "" : words.classes(i));
    });
  }

  focus(node) {
    this.nodes[node].element.focus({ preventScroll: true });
  }

  // Before a frame's pictures: a level that is too narrow for all shows the pair on this sample's way, which the hand may have
  // turned. The way goes first, on a slow machine the others follow in the next frames.
  hurry() {
    const way = this.way;
    if (this.layout.levels.every((level) => level.all)) this.path = way;
    else if (way.join() !== this.path.join()) this.arrange();
    for (const cell of this.live.cells) cell.first = this.path.includes(cell.node);
  }

  // After them: frames and flows.
  finish() {
    const { state, sample } = this;
    const live = state.isSample;
    this.live.root.classList.toggle("average", !live);
    this.nodes.forEach(({ element }, i) => {
      const unused = state.mode === "class" ? !state.classCount(i)[0] : live && sample.masses[i] < UNUSED;
      element.classList.toggle("unused", unused);
      // the frame of a leaf is its expert, as thick as its weight
      const thick = live && !unused ? 1 + 3 * sample.masses[i] : 1;
      if (state.isLeaf(i)) setProperty(element, "--frame", `${thick.toFixed(1)}px`);
    });
    this.edges.forEach((edge, i) => { if (i) this.showFlow(edge, i, live); });
  }

  showFlow({ flow, text }, i, live) {
    const { forced } = this.state;
    const parent = this.form.parent(i);
    const share = this.sample.shares[i];
    const isForced = forced.get(parent) === this.form.side(i);
    const reached = this.sample.masses[parent] >= UNUSED;
    flow.style.opacity = live ? Math.max(0, this.sample.masses[i]).toFixed(3) : 0;
    flow.classList.toggle("forced", isForced);
    write(text, isForced ? "forced" : share.toFixed(2));
    text.classList.toggle("forced", isForced);
    text.classList.toggle("weak", share < (this.form.flat ? UNUSED : 0.5) || !reached);
    text.classList.toggle("off", !live || (forced.has(parent) && !isForced));
  }

  label() {
    this.nodes.forEach(({ element }, node) => element.setAttribute("aria-label", this.words.sentence(node)));
  }
}
