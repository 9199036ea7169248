// One question, many answers: an outline, a stored picture or a sentence, and sixteen answers at once by one model or two.
// Sends, when the hand rests: question { stored, ink }, pad [a, b], drawn (how many draws), shown ("both", "0" or "1").

import { Draws, moved } from "../live/draws.js";
import { loadProgram } from "../live/engine.js";
import { mountLive } from "../live/live.js";
import { noisePad } from "../live/pad.js";
import { button, segmented } from "../live/parts.js";
import { isBetween, steppedFactor } from "../live/picture.js";
import { readHeader } from "../live/program.js";
import { padHand } from "../live/takeaway.js";
import { make } from "../packet/packet.js";
import { Board, SHOWN } from "./board.js";
import { KnownColours } from "./colours.js";
import { Pictured } from "./pictured.js";
import { KnownValues } from "./values.js";
import { Sentence } from "./sentence.js";

const ANSWERS_MS = 12;                              // of a frame's 16: nothing else on the page moves with the pad
const BESIDE_PX = 720;                              // from this width on the question stands beside its answers
const GAP_PX = 24;
const CELL_PX = 6;                                  // between two answers, their frames included
const MOST_PX = 160;                                // the most that an answer may take
const ABOVE_PX = 300;                               // of the window: what stands above and below the answers

export default function (component) {
  return mountLive(component, ".answers", AnswersView);
}

class AnswersView {
  constructor(live) {
    const { given, model } = live;
    Object.assign(this, { live, given });
    this.models = [model, ...this.others()];
    this.draws = new Draws(given.draws, model.header);
    const told = { asked: () => this.asked(), rested: () => this.rested() };
    this.asker = given.said ? new Sentence(live) : new Pictured(live, told);
    this.sentDrawn = Math.min(this.most, Math.max(SHOWN, live.carried("drawn", SHOWN)));
    this.drawn = this.isOther ? SHOWN : this.sentDrawn;
    this.side = live.carried("shown", "both");
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

  // Whether the page asks with another sentence than in the view before.
  get isOther() {
    const before = this.live.kept.given?.said;
    return Boolean(before) && before.sentence !== this.given.said?.sentence;
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
    return { models: this.models.slice(1), question: this.asker.question(), drawn: this.drawn, shown: this.side };
  }

  // --- the question -------------------------------------------------------------------------------------------------

  // Another question: its draws begin anew.
  asked() {
    Object.assign(this, { isNew: true, drawn: SHOWN });
    this.live.invalidate();
  }

  rested() {
    this.live.settle();
    this.live.send("question", this.asker.question());
    this.tellDrawn();
  }

  tellDrawn() {
    if (this.sentDrawn !== this.drawn) this.live.send("drawn", this.sentDrawn = this.drawn);
  }

  // --- structure ----------------------------------------------------------------------------------------------------

  build() {
    const { live, given } = this;
    const { root } = live;
    this.boards = this.models.map((model, i) => new Board(live, { model, title: given.titles[i], known: this.known() }));
    // by turns, so that both follow the hand alike
    for (let slot = 0; slot < SHOWN; slot++) for (const board of this.boards) this.addCell(board, slot);
    root.querySelector(".boards").replaceChildren(...this.boards.map((board) => board.root));
    this.more = button(live, `Draw ${SHOWN} more`, "more", () => this.drawMore());
    this.again = button(live, `Back to the first ${SHOWN}`, "again", () => this.goTo(SHOWN));
    const views = [["both", "side by side"], ...given.titles.map((title, i) => [String(i), title])];
    const choice = segmented(live, "shown", views, this.side, (shown) => this.show(shown));
    const switches = given.titles.length > 1 ? [choice] : [];
    root.querySelector(".bar").replaceChildren(...switches, this.more, this.again, make("span", "meter"));
    this.asker.build(root);
    this.pad = noisePad(live);
    root.querySelector(".side").replaceChildren(this.pad.root);
    root.querySelector(".note").textContent = given.note ?? "";
    this.show(this.side, false);
    if (this.sentDrawn !== this.drawn) live.settle(() => this.tellDrawn());
  }

  // What is known of right answers.
  known() {
    const { palette, said } = this.given;
    if (said?.rules) return new KnownValues(said);
    return palette ? new KnownColours(palette) : null;
  }

  addCell(board, slot) {
    board.cells[slot] = this.live.addCell(board.cells[slot]);
  }

  show(shown, isHand = true) {
    this.side = this.boards[Number(shown)] ? shown : "both";
    this.boards.forEach((board, i) => {
      board.root.hidden = this.side !== "both" && this.side !== String(i);
      for (const cell of board.cells) cell.hidden = board.root.hidden;
    });
    if (!isHand) return;
    this.arrange();
    this.live.invalidate();
    this.live.settle();
    this.live.send("shown", this.side);
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

  // --- what is taken away -------------------------------------------------------------------------------------------

  // A sheet of each model whose answers are seen.
  shown() {
    const { live, given } = this;
    return this.visible.map((board) => ({
      model: board.model, basis: given.recipes[this.boards.indexOf(board)], asked: this.asker.kept(), columns: 4,
      moved: !this.isHome, hand: padHand(live), tiles: board.tiles((slot) => [this.first + slot, this.drawOf(this.first + slot)]) }));
  }

  // --- sizes --------------------------------------------------------------------------------------------------------

  arrange() {
    const { root, width, height } = this.live;
    const [phone, beside] = [width < 560, width >= BESIDE_PX];
    root.classList.toggle("phone", phone);
    root.classList.toggle("beside", beside);
    const boards = this.visible;
    const { picture } = boards[0].cells[0];
    const large = Math.max(picture.width, picture.height);
    this.asker.arrange();
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
    this.boards.forEach((board, i) => board.ask(this.asker.condition(i)));
    const condition = this.asker.condition(0);
    this.asker.show(condition);
    this.more.disabled = !condition;
    this.live.say(condition ? "" : this.asker.missing);
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
    this.live.say(this.visible.map((board) => `${board.title}: ${board.told(this.drawn)}.`).join(" "));
    this.label();
  }

  // Not before the last answer is there.
  label() {
    this.isLate = this.visible.some((board) => board.cells.some((cell) => cell.stale));
    if (!this.isLate) for (const board of this.visible) board.label(this.drawn);
  }

  recolour() {
    this.asker.recolour();
  }
}
