// One question, many answers: an outline drawn by hand or a stored one, and sixteen answers at once by one model or two.
// Sends, when the hand rests: question { stored, ink }, pad [a, b], drawn (how many draws), shown ("both", "0" or "1").

import { Draws, moved } from "../live/draws.js";
import { loadProgram } from "../live/engine.js";
import { mountLive } from "../live/live.js";
import { noisePad } from "../live/pad.js";
import { button, segmented } from "../live/parts.js";
import { isBetween, Picture, steppedFactor } from "../live/picture.js";
import { readHeader } from "../live/program.js";
import { make } from "../packet/packet.js";
import { Board, SHOWN } from "./board.js";
import { Modes } from "./modes.js";
import { Outline } from "./outline.js";
import { Paper } from "./paper.js";
import { Questions } from "./questions.js";

const ANSWERS_MS = 12;                              // of a frame's 16: nothing else on the page moves with the pad
const BESIDE_PX = 720;                              // from this width on the question stands beside its answers
const GAP_PX = 24;
const CELL_PX = 6;                                  // between two answers, their frames included
const MOST_PX = 160;                                // the most that an answer may take
const ABOVE_PX = 300;                               // of the window: what stands above and below the answers
const PAPER_PX = 192;
const PAD_PX = 148;
const THUMB_PX = 36;

export default function (component) {
  return mountLive(component, ".answers", AnswersView);
}

class AnswersView {
  constructor(live) {
    const { given, model } = live;
    Object.assign(this, { live, given });
    this.models = [model, ...this.others()];
    this.draws = new Draws(given.draws, model.header);
    this.shape = model.header.condition;
    this.stored = this.readQuestions();
    this.outline = given.pen && this.shape[0] === 1 ? new Outline(this.shape, given.pen) : null;
    this.drawn = Math.min(this.most, Math.max(SHOWN, live.carried("drawn", SHOWN)));
    this.shown = live.carried("shown", "both");
    this.choice = null;                             // number of the stored question; null: what was drawn
    this.take(live.carried("question", { stored: 0, ink: "" }));
    Object.assign(this, { isNew: true, isTold: true, isLate: false });
  }

  // The programs beside the first one, opened anew only where they are others than before.
  others() {
    const before = this.live.kept.models ?? [];
    return this.given.titles.slice(1).map((_, i) => {
      const bytes = this.live.packet.part(`sheet${i + 1}`);
      const { id } = readHeader(bytes);
      return before.find((model) => model.header.id === id) ?? loadProgram(bytes);
    });
  }

  readQuestions() {
    const bytes = this.live.packet.part("sheet0");
    const size = this.shape.reduce((a, b) => a * b);
    return Array.from({ length: bytes.length / size }, (_, i) => Float32Array.from(
      bytes.subarray(i * size, (i + 1) * size), (value) => value / 127.5 - 1));
  }

  // Whole sheets alone: a draw that is not shown would be counted unseen.
  get most() {
    return SHOWN * Math.floor(this.draws.n / SHOWN);
  }

  get first() {
    return this.drawn - SHOWN;
  }

  get isHome() {
    return this.live.pad.every((value) => value === 0);
  }

  keep() {
    return { models: this.models.slice(1), question: this.question(), drawn: this.drawn, shown: this.shown };
  }

  // --- the question -------------------------------------------------------------------------------------------------

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
    this.rested();
  }

  // Another question: its draws begin anew.
  asked() {
    Object.assign(this, { isNew: true, drawn: SHOWN });
    this.paper?.show();
    this.live.invalidate();
  }

  rested() {
    this.live.settle();
    this.live.send("question", this.question());
    if (this.sentDrawn !== this.drawn) this.live.send("drawn", this.sentDrawn = this.drawn);
  }

  condition() {
    if (this.choice !== null) return this.stored[this.choice];
    return !this.outline || this.outline.isEmpty ? null : this.outline.condition();
  }

  // --- structure ----------------------------------------------------------------------------------------------------

  build() {
    const { live, given } = this;
    const { root } = live;
    this.sentDrawn = this.drawn;
    const modes = given.palette ? new Modes(given.palette) : null;
    this.boards = this.models.map((model, i) => new Board(live, { model, title: given.titles[i], modes }));
    // by turns, so that both follow the hand alike
    for (let slot = 0; slot < SHOWN; slot++) for (const board of this.boards) this.addCell(board, slot);
    root.querySelector(".boards").replaceChildren(...this.boards.map((board) => board.root));
    this.more = button(live, `Draw ${SHOWN} more`, "more", () => this.drawMore());
    this.again = button(live, `Back to the first ${SHOWN}`, "again", () => this.goTo(SHOWN));
    const views = [["both", "side by side"], ...given.titles.map((title, i) => [String(i), title])];
    const choice = segmented(live, "shown", views, this.shown, (shown) => this.show(shown));
    const switches = given.titles.length > 1 ? [choice] : [];
    root.querySelector(".bar").replaceChildren(...switches, this.more, this.again, make("span", "meter"));
    root.querySelector(".asks").replaceChildren(this.hand());
    this.questions = new Questions(live, root.querySelector(".stored"), this.stored, this.shape, (i) => this.choose(i));
    this.pad = noisePad(live);
    root.querySelector(".side").replaceChildren(this.pad.root);
    root.querySelector(".note").textContent = given.note ?? "";
    this.show(this.shown, false);
  }

  addCell(board, slot) {
    board.cells[slot] = this.live.addCell(board.cells[slot]);
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

  show(shown, isHand = true) {
    this.shown = this.boards[Number(shown)] ? shown : "both";
    this.boards.forEach((board, i) => {
      board.root.hidden = this.shown !== "both" && this.shown !== String(i);
      for (const cell of board.cells) cell.hidden = board.root.hidden;
    });
    if (!isHand) return;
    this.arrange();
    this.live.invalidate();
    this.live.settle();
    this.live.send("shown", this.shown);
  }

  get visible() {
    return this.boards.filter((board) => !board.root.hidden);
  }

  // --- draws --------------------------------------------------------------------------------------------------------

  drawMore() {
    this.goTo(Math.min(this.most, this.drawn + SHOWN));
  }

  goTo(n) {
    this.drawn = this.sentDrawn = n;
    this.live.invalidate();
    this.live.send("drawn", n);
    this.isTold = false;
  }

  drawOf(i, pad = this.live.pad) {
    return moved(this.draws.at(i), pad, this.given.directions);
  }

  // --- sizes --------------------------------------------------------------------------------------------------------

  arrange() {
    const { root, width, height, unit } = this.live;
    const [phone, beside] = [width < 560, width >= BESIDE_PX];
    root.classList.toggle("phone", phone);
    root.classList.toggle("beside", beside);
    const boards = this.visible;
    const { picture } = boards[0].cells[0];
    const large = Math.max(picture.width, picture.height);
    const paper = height ? Math.min(0.32 * height, width / 4) : Math.min(PAPER_PX, width - PAD_PX * unit - GAP_PX);
    const [, h, w] = this.shape;
    const side = Math.max(h, w);
    const factor = Math.max(1, Math.floor(paper / side));
    this.paper?.scale(factor * side);
    this.large?.scale(factor);
    root.style.setProperty("--paper", `${factor * w}px`);
    this.questions.scale(side > THUMB_PX ? 0.5 : 1);
    const scale = (each) => { for (const board of boards) for (const cell of board.cells) cell.picture.scale(each); };
    if (height) {
      root.classList.remove("between");
      this.live.fit(scale);
      return;
    }
    const left = beside ? root.querySelector(".question").offsetWidth + GAP_PX : 0;
    const room = (width - left - GAP_PX * (boards.length - 1)) / boards.length;
    const high = Math.max(large, (window.innerHeight - ABOVE_PX) / 4 - CELL_PX);
    const each = steppedFactor(large, Math.min(room / 4 - CELL_PX, high, MOST_PX)) || 1;
    root.classList.toggle("between", isBetween(each));
    scale(each);
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  prepare() {
    this.began = performance.now();
    this.live.budget = ANSWERS_MS;
    if (!this.isNew) return;
    this.isNew = false;
    const condition = this.condition();
    for (const board of this.boards) board.ask(condition);
    this.questions.mark(this.choice ?? -1);
    if (this.large && condition) {
      this.large.draw(condition, 0);
      this.large.canvas.setAttribute("aria-label", `question ${this.choice + 1} of ${this.stored.length}`);
    }
    this.more.disabled = !condition;
    this.live.say(condition ? "" : `No question yet: draw an outline${this.stored.length ? ", or choose one below it" : ""}.`);
  }

  paint(cell) {
    const i = this.first + cell.slot;
    cell.board.paint(cell, this.drawOf(i), i, this.isHome);
  }

  finish() {
    const isOver = () => performance.now() > this.began + ANSWERS_MS;
    const home = (i) => this.drawOf(i, [0, 0]);
    const isDone = this.visible.map((board) => board.catchUp(this.drawn, home, isOver)).every(Boolean);
    for (const board of this.visible) board.show(this.drawn);
    this.more.disabled = this.drawn >= this.most || !this.boards[0].question;
    this.more.title = this.drawn >= this.most ? `all ${this.most} draws of this seed are drawn` : "";
    this.again.hidden = this.drawn === SHOWN;
    if (!isDone) this.live.invalidate([]);
    else if (this.isLate) this.label();
    if (isDone && !this.isTold && !this.isLate) this.tell();
  }

  // What more draws have found, once all of them are there.
  tell() {
    this.isTold = true;
    this.live.say(this.visible.map((board) => `${board.title}: ${board.sentence(this.drawn)}.`).join(" "));
    this.label();
  }

  // Not before the last answer is there.
  label() {
    this.isLate = this.visible.some((board) => board.cells.some((cell) => cell.stale));
    if (!this.isLate) for (const board of this.visible) board.label(this.drawn);
  }

  recolour() {
    this.paper?.show();
  }
}
