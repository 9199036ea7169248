// An outline drawn by hand, as the model reads it: every pixel is line or paper, and what is seen is what is asked.

import { fromLine } from "../draw/ink.js";

const MOST_UNDO = 50;
const ERASER = 2.5;                                 // times as wide as the pen

export class Outline {
  // `radius` of the pen in pixels.
  constructor([, height, width], radius) {
    Object.assign(this, { height, width, radius, before: [] });
    this.pixels = new Uint8Array(height * width);
  }

  get isEmpty() {
    return !this.pixels.includes(1);
  }

  // What a stroke or a wipe begins with.
  remember() {
    this.before = [...this.before.slice(1 - MOST_UNDO), this.pixels.slice()];
  }

  undo() {
    if (this.before.length) this.pixels = this.before.pop();
  }

  // A line between two points [x, y] in pixels, with the pen (1) or the eraser (0).
  line(a, b, value) {
    const reach = this.radius * (value ? 1 : ERASER);
    const [left, right] = [a[0], b[0]].sort((x, y) => x - y);
    const [top, bottom] = [a[1], b[1]].sort((x, y) => x - y);
    for (let y = Math.max(0, Math.floor(top - reach)); y < Math.min(this.height, bottom + reach); y++) {
      for (let x = Math.max(0, Math.floor(left - reach)); x < Math.min(this.width, right + reach); x++) {
        if (fromLine(x + 0.5, y + 0.5, a, b) <= reach) this.pixels[y * this.width + x] = value;
      }
    }
  }

  clear() {
    this.pixels = new Uint8Array(this.pixels.length);
  }

  // From another picture: `lit(i)` says whether pixel i is line.
  take(lit) {
    this.pixels = Uint8Array.from(this.pixels, (_, i) => (lit(i) ? 1 : 0));
  }

  // As the model reads it, in [-1, 1].
  condition() {
    return Float32Array.from(this.pixels, (value) => 2 * value - 1);
  }

  // Eight pixels a byte, the first one highest, in hexadecimal: short enough for a link.
  text() {
    let text = "";
    for (let i = 0; i < this.pixels.length; i += 4) {
      text += [0, 1, 2, 3].reduce((digit, j) => 2 * digit + (this.pixels[i + j] ?? 0), 0).toString(16);
    }
    return text;
  }

  // The inverse of `text`.
  read(text) {
    this.take((i) => (parseInt(text[i >> 2] ?? "0", 16) >> (3 - (i & 3))) & 1);
  }
}
