// The answers of one model: sixteen pictures, and the known right answers as they are found.

import { write } from "../live/parts.js";
import { Picture } from "../live/picture.js";
import { make } from "../packet/packet.js";

export const SHOWN = 16;                            // answers at once, four a row

export class Board {
  // `known`: of right answers, null where nothing is. It reads an answer `of(images)`, `mark`s its cell, and has of what was `found`
  // in n draws a view (`root`, `show`), a `sentence`, all of it in words (`told`), and what readers are told (`label`; `kinds` of
  // the cells that are seen).
  constructor(live, { model, title, known }) {
    Object.assign(this, { live, model, title, known, question: null, found: [] });
    this.root = make("section", "board");
    this.heading = make("div", "title", title);
    this.sheet = make("div", "sheet16");
    this.sheet.setAttribute("role", "img");
    this.cells = Array.from({ length: SHOWN }, (_, slot) => {
      const picture = new Picture(model.header.shape);
      const frame = make("div", "cell");
      frame.append(picture.canvas);
      this.sheet.append(frame);
      return { picture, board: this, slot, frame, found: null };
    });
    this.count = make("div", "count");
    this.root.append(this.heading, this.sheet, this.count, ...(known ? [known.root] : []));
  }

  // `condition`: what is asked, or null for nothing. What it alone decides is computed here, once for all answers.
  ask(condition) {
    this.question = condition && this.model.ahead({ condition });
    this.found = [];
  }

  answer(draw) {
    return this.model.run({ ...this.question, ...draw }, ["images"]).images;
  }

  // As live/takeaway.js takes them; `drawOf(slot)`: the draw that is shown there, with its number. Nothing is shown unasked.
  tiles(drawOf) {
    if (!this.question) return [];
    return this.cells.map(({ slot, picture }) => {
      const [sample, draw] = drawOf(slot);
      return { draw: { ...this.question, ...draw }, sample, element: picture.canvas };
    });
  }

  // One of the sixteen: `draw` number i, which counts where the pad `isHome`.
  paint(cell, draw, i, isHome) {
    if (!this.question) {
      cell.picture.clear();
      this.mark(cell, null);
      return;
    }
    const images = this.answer(draw);
    cell.picture.draw(images, 0);
    if (!this.known) return;
    const found = this.known.of(images);
    this.mark(cell, found);
    if (isHome) this.found[i] = found;
  }

  mark(cell, found) {
    cell.found = found;
    this.known?.mark(cell.frame, found);
  }

  // What draws show that were never shown, as after a link, until `isOver()`; whether all `n` are known.
  catchUp(n, drawOf, isOver) {
    if (!this.known || !this.question) return true;
    for (let i = 0; i < n; i++) {
      if (this.found[i] !== undefined) continue;
      if (isOver()) return false;
      this.found[i] = this.known.of(this.answer(drawOf(i)));
    }
    return true;
  }

  // After `n` draws.
  show(n) {
    this.root.classList.toggle("unasked", !this.question);
    write(this.count, this.sentence(n));
    this.known?.show(this.found.slice(0, n));
  }

  // Of those that are known so far: the others are caught up with, frame by frame.
  sentence(n) {
    if (!this.question) return "";
    const found = this.found.slice(0, n).filter((one) => one !== undefined);
    return this.known ? this.known.sentence(found, found.length) : `${n} draws`;
  }

  told(n) {
    return this.known ? this.known.told(this.found.slice(0, n), n) : `${n} draws`;
  }

  // For readers, when the hand rests.
  label(n) {
    const shown = this.question ? `${SHOWN} answers ${this.title}` : "no question yet";
    const kinds = this.known?.kinds(this.cells.map(({ found }) => found).filter((found) => found !== null));
    this.sheet.setAttribute("aria-label", [shown, ...(kinds ? [kinds] : [])].join(": "));
    this.known?.label(this.found.slice(0, n));
  }
}
