// What a visitor draws, or the picture that was dropped: the strokes under the hand, and a file turned into numbers.

import { colourOf, fitCanvas, make, rgb } from "../packet/packet.js";
import { inkOf, inkOfPhotograph } from "./ink.js";

const PHOTOGRAPH_PX = 160;                                // the larger side of a photograph that ink is looked for in
const STROKE = 0.055;                                 // of the canvas: the stroke that the hand sees

// Strokes as lists of [x, y] in parts of the canvas; `change()` while one grows, `rest()` when it ends.
export class Pen {
  constructor(live, { start, change, rest }) {
    Object.assign(this, { live, start, change, rest, strokes: [], size: 0 });
    this.canvas = make("canvas", "pen");
    this.canvas.setAttribute("role", "img");
    if (live.given.draw.pen) this.listen();
  }

  listen() {
    const { live, canvas } = this;
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    };
    live.listen(canvas, "pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();                       // or a label is selected, and the next stroke becomes a native drag
      canvas.setPointerCapture(event.pointerId);
      this.start();
      this.strokes.push([at(event)]);
      this.isDown = true;
      this.changed();
    });
    live.listen(canvas, "pointermove", (event) => {
      if (!this.isDown) return;
      // all that a fast hand did since the last frame
      const events = event.getCoalescedEvents?.() ?? [];
      this.strokes[this.strokes.length - 1].push(...(events.length ? events : [event]).map(at));
      this.changed();
    });
    const end = () => {
      if (this.isDown) this.rest();
      this.isDown = false;
    };
    for (const name of ["pointerup", "pointercancel"]) live.listen(canvas, name, end);
  }

  changed() {
    this.show();
    this.change();
  }

  set(strokes) {
    this.strokes = strokes;
    this.show();
  }

  scale(size) {
    this.size = size;
    this.show();
  }

  show() {
    const { canvas, size } = this;
    if (!size) return;
    const context = fitCanvas(canvas, size, size);
    context.clearRect(0, 0, size, size);
    if (!this.strokes.length) this.invite(context);
    Object.assign(context, { lineWidth: STROKE * size, lineCap: "round", lineJoin: "round" });
    context.strokeStyle = rgb(colourOf(this.live.root, "--st-text-color"));
    for (const stroke of this.strokes) {
      context.beginPath();
      stroke.forEach(([x, y], i) => context[i ? "lineTo" : "moveTo"](x * size, y * size));
      context.lineTo(...stroke[stroke.length - 1].map((v) => v * size));      // a dot is a stroke too
      context.stroke();
    }
  }

  invite(context) {
    const { fontFamily } = getComputedStyle(this.live.root);
    Object.assign(context, { font: `13px ${fontFamily}`, textAlign: "center", textBaseline: "middle" });
    context.fillStyle = rgb(colourOf(this.live.root, "--st-text-color"), 0.64);
    context.fillText(this.live.given.draw.pen ? "draw here" : "drop a picture", this.size / 2, this.size / 2);
  }

  // As the model's own pictures are; null while nothing is drawn.
  picture() {
    return inkOf(this.strokes, this.live.model.header.shape, this.live.given.draw);
  }
}

// The picture in a file as the model's are, in [-1, 1] and channel-last; null where there is no ink in it.
// Rejects where the browser cannot read it.
export async function readFile(file, shape, pen) {
  const bitmap = await createImageBitmap(file);
  if (pen.fit) return inkIn(bitmap, shape, pen);
  const side = Math.min(bitmap.width, bitmap.height);
  const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  const [channels, height, width] = shape;
  const small = await createImageBitmap(bitmap, left, top, side, side, {
    resizeWidth: width, resizeHeight: height, resizeQuality: "high" });
  const { data } = imageData(small, width, height);
  const of = channels === 3 ? (i) => data[4 * Math.floor(i / 3) + (i % 3)] : (i) => luminance(data, i);
  return Float32Array.from({ length: channels * height * width }, (_, i) => of(i) / 127.5 - 1);
}

function inkIn(bitmap, shape, pen) {
  const scale = Math.min(1, PHOTOGRAPH_PX / Math.max(bitmap.width, bitmap.height));
  const [w, h] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const { data } = imageData(bitmap, w, h);
  return inkOfPhotograph(Float32Array.from({ length: w * h }, (_, i) => luminance(data, i) / 255), w, h, shape, pen);
}

const luminance = (data, i) => 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];

function imageData(bitmap, width, height) {
  const canvas = make("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "white";                      // what is see-through lies on paper
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
