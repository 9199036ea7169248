// The answers of one model: sixteen pictures, and the known right answers as they are found.

import { setProperty, write } from "../live/parts.js";
import { Picture } from "../live/picture.js";
import { make, rgb } from "../packet/packet.js";
import { tally } from "./modes.js";

export const SHOWN = 16;                            // answers at once, four a row

export class Board {
  // `modes`: null where nothing is known of right answers.
  constructor(live, { model, title, modes }) {
    Object.assign(this, { live, model, title, modes, question: null, found: [] });
    this.root = make("section", "board");
    this.heading = make("div", "title", title);
    this.sheet = make("div", "sheet16");
    this.sheet.setAttribute("role", "img");
    this.cells = Array.from({ length: SHOWN }, (_, slot) => {
      const picture = new Picture(model.header.shape);
      const frame = make("div", "cell");
      frame.append(picture.canvas);
      this.sheet.append(frame);
      return { picture, board: this, slot, frame, mode: -1 };
    });
    this.count = make("div", "count");
    this.chips = (modes?.names ?? []).map((name, k) => this.chip(name, k));
    const known = make("div", "known");
    known.setAttribute("role", "img");
    known.append(...this.chips.map(({ element }) => element));
    this.known = known;
    this.root.append(this.heading, this.sheet, this.count, ...(modes ? [known] : []));
  }

  chip(name, k) {
    const element = make("span", "mode");
    const swatch = make("span", "swatch");
    swatch.style.setProperty("--mode", this.colour(k));
    const times = make("span", "times");
    element.append(swatch, make("span", "", name), times);
    return { element, times };
  }

  colour(k) {
    return rgb(this.modes.colours[k].map((value) => Math.round(255 * value)));
  }

  // `condition`: what is asked, or null for nothing. What it alone decides is computed here, once for all answers.
  ask(condition) {
    this.question = condition && this.model.ahead({ condition });
    this.found = [];
  }

  answer(draw) {
    return this.model.run({ ...this.question, ...draw }, ["images"]).images;
  }

  // One of the sixteen: `draw` number i, which counts where the pad `isHome`.
  paint(cell, draw, i, isHome) {
    if (!this.question) {
      cell.picture.clear();
      this.frame(cell, -1);
      return;
    }
    const images = this.answer(draw);
    cell.picture.draw(images, 0);
    if (!this.modes) return;
    const mode = this.modes.of(images);
    this.frame(cell, mode);
    if (isHome) this.found[i] = mode;
  }

  frame(cell, mode) {
    cell.mode = mode;
    cell.frame.classList.toggle("known-mode", mode >= 0);
    if (mode >= 0) setProperty(cell.frame, "--mark", this.colour(mode));
    cell.frame.title = mode < 0 ? "" : this.modes.names[mode];
  }

  // The modes of draws that were never shown, as after a link, until `isOver()`; whether all `n` are known.
  catchUp(n, drawOf, isOver) {
    if (!this.modes || !this.question) return true;
    for (let i = 0; i < n; i++) {
      if (this.found[i] !== undefined) continue;
      if (isOver()) return false;
      this.found[i] = this.modes.of(this.answer(drawOf(i)));
    }
    return true;
  }

  // The board of modes after `n` draws.
  show(n) {
    this.root.classList.toggle("unasked", !this.question);
    write(this.count, this.sentence(n));
    if (!this.modes) return;
    const { counts } = this.tally(n);
    this.chips.forEach(({ element, times }, k) => {
      element.classList.toggle("found", counts[k] > 0);
      write(times, counts[k] ? `×${counts[k]}` : "");
    });
  }

  tally(n) {
    return tally(this.found.slice(0, n), this.chips.length);
  }

  sentence(n) {
    if (!this.question) return "";
    if (!this.modes) return `${n} draws`;
    const { kinds, none } = this.tally(n);
    return `${kinds} of ${this.chips.length} found after ${n} draws${none ? `; ${none} ${none === 1 ? "is" : "are"} none of them` : ""}`;
  }

  // For readers, when the hand rests.
  label(n) {
    const shown = this.question ? `${SHOWN} answers ${this.title}` : "no question yet";
    const kinds = (this.modes?.names ?? []).map((name, k) => [name, this.cells.filter(({ mode }) => mode === k).length]);
    const said = kinds.filter(([, times]) => times).map(([name, times]) => `${name} ${times}`);
    this.sheet.setAttribute("aria-label", [shown, ...(said.length ? [said.join(", ")] : [])].join(": "));
    if (!this.modes) return;
    const { counts } = this.tally(n);
    const names = (wanted) => this.modes.names.filter((_, k) => Boolean(counts[k]) === wanted).join(", ") || "none";
    this.known.setAttribute("aria-label", `known answers found: ${names(true)}; not found: ${names(false)}`);
  }
}
