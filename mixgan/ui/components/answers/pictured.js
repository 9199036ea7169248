// A question that is a picture: an outline drawn by hand, or a stored one.

import { Picture, pixelsOf } from "../live/picture.js";
import { Outline } from "./outline.js";
import { Paper } from "./paper.js";
import { Questions } from "./questions.js";

const PAPER_PX = 192;
const PAD_PX = 148;
const BETWEEN_PX = 24;
const THUMB_PX = 36;

export class Pictured {
  // `asked()` while the question changes, `rested()` when it stands.
  constructor(live, { asked, rested }) {
    const { condition } = live.model.header;
    Object.assign(this, { live, shape: condition, asked, rested });
    this.stored = this.readQuestions();
    this.outline = live.given.pen && this.shape[0] === 1 ? new Outline(this.shape, live.given.pen) : null;
    this.choice = null;                             // number of the stored question; null: what was drawn
    this.take(live.carried("question", { stored: 0, ink: "" }));
  }

  readQuestions() {
    const bytes = this.live.packet.part("sheet0");
    const size = this.shape.reduce((a, b) => a * b);
    return Array.from({ length: bytes.length / size }, (_, i) => Float32Array.from(
      bytes.subarray(i * size, (i + 1) * size), (value) => value / 127.5 - 1));
  }

  question() {
    return { stored: this.choice, ink: this.choice === null && this.outline ? this.outline.text() : "" };
  }

  take({ stored, ink }) {
    if (ink && this.outline) {
      this.choice = null;
      this.outline.read(ink);
      return;
    }
    this.choice = this.stored.length ? Math.min(this.stored.length - 1, Math.max(0, stored ?? 0)) : null;
    if (this.choice !== null) this.outline?.take((i) => this.stored[this.choice][i] > 0);
  }

  choose(i) {
    this.outline?.remember();
    this.take({ stored: i });
    this.asked();
    this.paper?.show();
    this.rested();
  }

  // All models read the same.
  condition() {
    if (this.choice !== null) return this.stored[this.choice];
    return !this.outline || this.outline.isEmpty ? null : this.outline.condition();
  }

  // As a recipe has it; null where nothing asks.
  kept() {
    const condition = this.condition();
    const [channels, height, width] = this.shape;
    return condition && { condition: { width, height, channels, data: pixelsOf(condition, 0, condition.length) } };
  }

  get missing() {
    return `No question yet: draw ${this.live.given.asks}${this.stored.length ? ", or choose one below it" : ""}.`;
  }

  build(root) {
    root.querySelector(".asks").replaceChildren(this.hand());
    this.questions = new Questions(this.live, root.querySelector(".stored"), this.stored, this.shape, (i) => this.choose(i));
  }

  hand() {
    const { live } = this;
    if (this.outline) {
      const change = () => { this.choice = null; this.asked(); };
      this.paper = new Paper(live, this.outline, { change, rest: () => this.rested() });
      return this.paper.root;
    }
    this.large = new Picture(this.shape);
    this.large.canvas.setAttribute("role", "img");
    return this.large.canvas;
  }

  arrange() {
    const { root, width, height, unit } = this.live;
    const paper = height ? Math.min(0.32 * height, width / 4) : Math.min(PAPER_PX, width - PAD_PX * unit - BETWEEN_PX);
    const [, h, w] = this.shape;
    const side = Math.max(h, w);
    const factor = Math.max(1, Math.floor(paper / side));
    this.paper?.scale(factor * side);
    this.large?.scale(factor);
    root.style.setProperty("--paper", `${factor * w}px`);
    this.questions.scale(side > THUMB_PX ? 0.5 : 1);
  }

  // Before the answers to a new question.
  show(condition) {
    this.questions.mark(this.choice ?? -1);
    if (!this.large || !condition) return;
    this.large.draw(condition, 0);
    this.large.canvas.setAttribute("aria-label", `question ${this.choice + 1} of ${this.stored.length}`);
  }

  recolour() {
    this.paper?.show();
  }
}
