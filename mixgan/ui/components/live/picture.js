// Pictures on canvases of their native size: the style sheet enlarges them by whole factors without smoothing.

import { make } from "../packet/packet.js";

const POINT_PX = 56;                                // a point of the plane is drawn in a picture of this side
const POINT_REACH = 2.4;                            // standardised units from the middle to the edge
const FADE = 0.28;                                  // of the contrast is left where a picture is no sample

export class Picture {
  constructor(shape) {
    this.isPoint = shape.length === 1;
    [this.channels, this.height, this.width] = this.isPoint ? [1, POINT_PX, POINT_PX] : shape;
    this.canvas = make("canvas", "picture");
    Object.assign(this.canvas, { width: this.width, height: this.height });
    this.context = this.canvas.getContext("2d");
    this.pixels = this.context.createImageData(this.width, this.height);
    this.size = this.isPoint ? 2 : this.channels * this.height * this.width;
  }

  // Enlarged by a whole factor, or halved where nothing else fits.
  scale(factor) {
    this.canvas.style.width = `${this.width * factor}px`;
    this.canvas.style.height = `${this.height * factor}px`;
  }

  // `images`: rows of a program's output in [-1, 1], channel-last. `paper`: fade towards this colour, for what is no sample.
  draw(images, row, paper = null) {
    if (this.isPoint) this.drawPoint(images[2 * row], images[2 * row + 1]);
    else this.fill(images, row * this.size);
    this.put(paper);
  }

  fill(images, at) {
    const { data } = this.pixels;
    const { channels } = this;
    for (let i = 0, from = at; i < data.length; i += 4, from += channels) {
      for (let c = 0; c < 3; c++) data[i + c] = greyOf(images[from + (channels === 3 ? c : 0)]);
      data[i + 3] = 255;
    }
  }

  drawPoint(x, y) {
    const { data } = this.pixels;
    const [cx, cy] = [x, -y].map((v) => ((v / POINT_REACH + 1) * POINT_PX) / 2 - 0.5);
    for (let i = 0; i < POINT_PX * POINT_PX; i++) {
      const [dx, dy] = [(i % POINT_PX) - cx, Math.floor(i / POINT_PX) - cy];
      const axis = i % POINT_PX === POINT_PX / 2 || Math.floor(i / POINT_PX) === POINT_PX / 2 ? 34 : 0;
      const value = Math.max(axis, 255 * Math.min(1, Math.max(0, 4 - Math.hypot(dx, dy))));
      data.fill(value, 4 * i, 4 * i + 3);
      data[4 * i + 3] = 255;
    }
  }

  // A stored picture: RGBA of the native size.
  drawStored(rgba, paper = null) {
    this.pixels.data.set(rgba);
    this.put(paper);
  }

  clear() {
    this.context.clearRect(0, 0, this.width, this.height);
  }

  put(paper) {
    if (paper) fadeTowards(this.pixels.data, paper, this.channels);
    this.context.putImageData(this.pixels, 0, 0);
  }
}

// A value in [-1, 1] as one of 0 .. 255, as mixgan/pictures.py has it: a clamped array rounds and cuts off by itself.
const greyOf = (value) => 127.5 * (value + 1);

// `n` values from `at` on, row by row and channel-last.
export function pixelsOf(images, at, n) {
  return Uint8ClampedArray.from({ length: n }, (_, i) => greyOf(images[at + i]));
}

// Opaque on purpose: a see-through picture would let the branches behind it show. On light paper a grey picture becomes a
// pencil drawing, its strokes darker than the paper, since a pale grey box would catch the eye more than a sample does.
function fadeTowards(data, paper, channels) {
  const pencil = channels === 1 && paper[0] + paper[1] + paper[2] > 384;
  for (let i = 0; i < data.length; i++) {
    if (i % 4 === 3) continue;
    const ground = paper[i % 4];
    data[i] = pencil ? ground - FADE * data[i] : ground + FADE * (data[i] - ground);
  }
}

// A strip of n pictures (base64 of a WebP), `columns` in a row, as RGBA of width x height each.
export async function readStrip(base64, n, width, height, columns = n) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/webp" }));
  const canvas = make("canvas");
  Object.assign(canvas, { width: columns * width, height: Math.ceil(n / columns) * height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const at = (i) => context.getImageData((i % columns) * width, Math.floor(i / columns) * height, width, height).data;
  return Array.from({ length: n }, (_, i) => at(i));
}

// The largest whole factor that keeps a picture within `room` px; half where even 1 is too large and halving is bearable.
export function wholeFactor(native, room) {
  const factor = Math.floor(room / native);
  if (factor >= 1) return factor;
  return native >= 48 && room >= native / 2 ? 0.5 : 0;
}

// The same, with one and a half between one and two: for pictures that are only as large as a full screen of them lets them be.
export function steppedFactor(native, room) {
  const factor = wholeFactor(native, room);
  return factor === 1 && room >= 1.5 * native ? 1.5 : factor;
}

// No whole number of the screen's own pixels: then uneven steps would look worse than smoothing does.
export function isBetween(factor) {
  return factor > 1 && (factor * window.devicePixelRatio) % 1 !== 0;
}
