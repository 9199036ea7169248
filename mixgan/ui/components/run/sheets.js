// The sheets of a film: each step's pictures are kept decoded, and one canvas a run shows those of the step at hand.

import { colourOf, fitCanvas, make, readPicture, rgb } from "../packet/packet.js";

const FRAME_PX = 2;                                 // of a picture, in the colour of its expert
const GAP_PX = 2;
const HEIGHT_PX = 476;                              // as many rows as the first screen has room for

// The number of the sample at a place of the sheet; undefined for what asks, which stands in front of its answers: nobody drew it.
export function tileSample({ columns, asked }, row, column) {
  return column < asked ? undefined : row * (columns - asked) + column - asked;
}

export class Sheet {
  constructor(index) {
    this.index = index;
    this.pictures = new Map();                      // step -> { bytes, bitmap }
    this.element = make("figure", "film");
    this.canvas = make("canvas");
    this.canvas.setAttribute("role", "img");
    this.caption = make("figcaption", "caption");
    this.element.append(this.canvas, this.caption);
  }

  // The pictures of a new packet; what is known already stays decoded, what is gone is let go.
  take(film, part, ready) {
    this.film = film;
    const wanted = new Set(film.frames);
    for (const [step, { bitmap }] of this.pictures) {
      if (!wanted.has(step)) {
        bitmap?.close();
        this.pictures.delete(step);
      }
    }
    for (const step of film.frames) {
      const bytes = part(`${this.index}-${step}`);
      const known = this.pictures.get(step);
      if (!bytes || (known && known.bytes === bytes.length)) continue;
      const entry = { bytes: bytes.length, bitmap: known?.bitmap };
      this.pictures.set(step, entry);
      readPicture(bytes).then((bitmap) => {
        entry.bitmap?.close();
        entry.bitmap = bitmap;
        ready(step);
      });
    }
  }

  // The step whose pictures stand for `step`: the last one that is not after it.
  frameAt(step) {
    const before = this.film.frames.filter((frame) => frame <= step);
    return before.length ? before[before.length - 1] : this.film.frames[0];
  }

  // Sizes for `room` px; `near` is the size at which a picture reads well.
  arrange(tile, room, near) {
    const frame = tile.columns === 1 ? 0 : FRAME_PX;
    const fits = Math.floor((Math.min(room, HEIGHT_PX * 1.1) / tile.columns - 2 * frame - GAP_PX) / tile.width);
    // whole factors only: the one nearest to what reads well, unless the columns would no longer fit
    const scale = Math.max(1, tile.columns === 1 ? Math.min(2, fits) : Math.min(Math.round(near / tile.width), Math.max(1, fits)));
    const [w, h] = [tile.width * scale + 2 * frame + GAP_PX, tile.height * scale + 2 * frame + GAP_PX];
    this.size = { tile, scale, frame, w, h };
    this.columns = Math.max(1, Math.min(tile.columns, Math.floor((room + GAP_PX) / w)));
    this.rows = tile.columns === 1 ? 1 : Math.max(1, Math.min(tile.rows, Math.floor((HEIGHT_PX + GAP_PX) / h)));
    this.width = this.columns * w - GAP_PX;
    this.height = this.rows * h - GAP_PX;
    this.element.style.width = `${Math.max(this.width, 120)}px`;
    fitCanvas(this.canvas, this.width, this.height);
  }

  draw(root, step, colours, words) {
    if (!this.size) return;
    const { tile, scale, frame, w, h } = this.size;
    const context = fitCanvas(this.canvas, this.width, this.height);
    const shown = this.frameAt(step);
    const bitmap = this.pictures.get(shown)?.bitmap;
    const experts = this.film.experts[String(shown)];
    context.clearRect(0, 0, this.width, this.height);
    const paper = rgb(colourOf(root, "--st-secondary-background-color"));
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        const [x, y] = [column * w, row * h];
        context.fillStyle = (experts && colours[experts[tileSample(tile, row, column)]]) || paper;
        context.fillRect(x, y, w - GAP_PX, h - GAP_PX);
        if (!bitmap) continue;
        context.drawImage(bitmap, column * tile.width, row * tile.height, tile.width, tile.height,
          x + frame, y + frame, tile.width * scale, tile.height * scale);
      }
    }
    const text = shown === undefined ? "no pictures yet" : `step ${shown.toLocaleString("en")}`;
    const line = words ? `${words}, ${text}` : tile.asked ? `${text}: each row is a question and answers to it, from the same noise at every step`
      : `${text}: the same noise at every step`;
    if (this.caption.textContent !== line) this.caption.textContent = line;
    this.shown = shown;
  }

  label(n) {
    const { name } = this.film;
    const what = this.size?.tile.asked ? "a question in each row and answers to it," : "samples";
    this.canvas.setAttribute("aria-label", this.shown === undefined ? `No samples of ${name} yet`
      : `${n} ${what} of ${name} after ${this.shown.toLocaleString("en")} steps, from the same noise at every step`);
  }

  stop() {
    for (const { bitmap } of this.pictures.values()) bitmap?.close();
  }
}
