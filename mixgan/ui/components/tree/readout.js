// What stands beside the tree: words of the chosen node, what falls under it or its picture beside a pinned one, and its gate.

import { segmented, write } from "../live/parts.js";
import { Picture, wholeFactor } from "../live/picture.js";
import { make } from "../packet/packet.js";

const SAMPLES = { page: 16, slide: 8 };             // of the chosen node
const [SAMPLE_PX, LARGE_PX] = [34, 88];             // the most that a picture may take, beside words of the usual size
const SAMPLES_MS = 6;                               // of a frame
const FORCES = [["L", "left"], ["", "as it wants"], ["R", "right"]];

export class Readout {
  // `force(side)`: of the chosen node's gate, "" to let it go.
  constructor(live, { state, sample, words }, force) {
    Object.assign(this, { live, state, sample, words, form: state.form });
    this.title = make("div", "title");
    this.facts = make("div", "facts");
    this.forces = segmented(live, "Gate", FORCES, "", force);
    const text = make("div", "text");
    text.append(this.title, this.facts);
    this.large = [this.largePicture(), this.largePicture()];
    const pictures = make("div", "pictures");
    pictures.append(this.samplesBlock(), ...this.large.map(({ figure }) => figure));
    live.root.querySelector(".side.right").replaceChildren(text, pictures, this.forces);
  }

  largePicture() {
    const figure = make("div", "large");
    const picture = new Picture(this.live.model.header.shape);
    figure.append(picture.canvas, make("div", "caption"));
    return { figure, cell: this.live.addCell({ node: 0, picture }) };
  }

  // Draws of the pool whose largest leaf lies under the chosen node: what the model makes there, with no hand on it.
  samplesBlock() {
    const grid = make("div", "grid");
    grid.setAttribute("role", "img");
    this.samples = Array.from({ length: this.live.given.pool ? SAMPLES.page : 0 }, () => {
      const picture = new Picture(this.live.model.header.shape);
      grid.append(picture.canvas);
      return picture;
    });
    this.below = make("div", "below");
    this.below.append(grid, make("div", "caption"));
    this.pending = [];
    return this.below;
  }

  // As large as the words beside them let them be.
  scale(pictures, room) {
    for (const picture of pictures) {
      picture.scale(wholeFactor(Math.max(picture.width, picture.height), room * this.live.unit) || 1);
    }
  }

  // --- as the selection and the mode allow --------------------------------------------------------------------------

  show() {
    const { state } = this;
    this.title.textContent = this.words.title(state.selected);
    this.forces.hidden = this.form.flat || state.isLeaf(state.selected) || !state.isSample;
    this.forces.choose(state.forced.get(state.selected) ?? "");
    this.scale(this.samples, SAMPLE_PX);
    this.scale(this.large.map(({ cell }) => cell.picture), LARGE_PX);
    this.showLarge();
  }

  showLarge() {
    const { selected, pinned: held } = this.state;
    const [chosen, pinned] = this.large;
    const phone = this.live.root.classList.contains("phone");
    // two nodes side by side while one is pinned; what falls under the chosen one otherwise
    const compared = held !== null || !this.samples.length;
    chosen.cell.node = selected;
    chosen.cell.hidden = phone || !compared;
    pinned.cell.node = held ?? 0;
    pinned.cell.hidden = phone || held === null;
    this.below.hidden = this.samples.length === 0 || (compared && !phone);
    this.showSamples();
    for (const { figure, cell } of this.large) figure.hidden = cell.hidden;
    chosen.figure.lastChild.textContent = this.form.path(selected) || "root";
    pinned.figure.lastChild.textContent = `pinned ${this.form.path(held ?? 0) || "root"}`;
  }

  showSamples() {
    const { selected, mode, cls } = this.state;
    const isUnder = (leaf) => { while (leaf > selected) leaf = this.form.parent(leaf); return leaf === selected; };
    const read = mode === "class" ? this.live.given.pool_class : null;
    const isRead = (at) => !read || read[at] === cls;
    const found = this.sample.leaves.flatMap((leaf, at) => (isUnder(leaf) && isRead(at) ? [at] : [])).slice(0, SAMPLES[this.live.height ? "slide" : "page"]);
    if (`${mode} ${found}` === this.found) return;
    this.found = `${mode} ${found}`;
    this.samples.forEach((picture, i) => { picture.canvas.hidden = i >= found.length; });
    this.pending = found.map((at, i) => [at, this.samples[i]]);
    const words = this.words.below(found.length);
    this.below.firstChild.setAttribute("aria-label", `${words}: ${this.words.name(selected)}`);
    write(this.below.lastChild, words);
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  finish() {
    const lines = this.words.facts();
    if (lines.join() !== this.shown) {
      this.shown = lines.join();
      this.facts.replaceChildren(...lines.map((line) => make("div", "", line)));
    }
  }

  // After the tree, and over several frames where one is not enough: they change with the selection only.
  paintSamples() {
    const start = performance.now();
    while (this.pending.length && performance.now() - start < SAMPLES_MS) {
      const [at, picture] = this.pending.shift();
      picture.draw(this.sample.poolPicture(at), 0);
    }
    if (this.pending.length) this.live.invalidate([]);
  }
}
