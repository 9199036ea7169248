// A picture of the plane: whose place is where as a soft ground, the data's modes as rings, the points as marks of their experts.

import { fitCanvas, rgb, shapePath } from "../packet/packet.js";

const GROUND = 0.42;                                // of a colour, where an expert has a place for sure
const MARK_PX = 2.4;                                // of a point, where the picture is SIDE_PX wide
const SIDE_PX = 480;
const WITHIN = 3;                                   // standard deviations of a mode: a point inside has found it
const FULL = 16383;                                 // of the stored numbers, at the edge of the picture

// A block of bytes as analysis/plane.py packs it -> { points (2n numbers, 1 at the edge), experts, owners, sure }.
export function readStep(bytes, n, cells) {
  const own = bytes.slice();                        // numbers of two bytes begin at an even place
  const points = Float32Array.from(new Int16Array(own.buffer, 0, 2 * n), (value) => value / FULL);
  const from = (at, size) => own.subarray(at, at + size);
  return { points, experts: from(4 * n, n), owners: from(5 * n, cells * cells), sure: from(5 * n + cells * cells, cells * cells) };
}

export const numbersOf = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

// RGBA of the ground, `cells` by `cells`.
export function groundOf({ owners, sure }, colours) {
  const data = new Uint8ClampedArray(4 * owners.length);
  owners.forEach((k, i) => data.set([...colours[k], GROUND * sure[i]], 4 * i));
  return data;
}

export class Field {
  // `given`: cells, reach, centres, sigma and shapes of the view.
  constructor(canvas, given) {
    Object.assign(this, { canvas, given });
    this.ground = document.createElement("canvas");
    this.ground.width = this.ground.height = given.cells;
  }

  // At once, so that nothing below moves later.
  size() {
    fitCanvas(this.canvas, this.side, this.side);
  }

  // `step`: what readStep gives; `found`: of each mode, whether it is; `colours`: of the experts, `ink`: of the rings, [r, g, b].
  draw(step, found, colours, ink, paper) {
    const { side, given } = this;
    const context = fitCanvas(this.canvas, side, side);
    context.clearRect(0, 0, side, side);
    const rows = colours.map(numbersOf);
    this.ground.getContext("2d").putImageData(new ImageData(groundOf(step, rows), given.cells, given.cells), 0, 0);
    context.imageSmoothingEnabled = true;
    context.drawImage(this.ground, 0, 0, side, side);
    this.modes(context, found, ink);
    this.marks(context, step, rows, paper);
  }

  place([x, y]) {
    return [(x / this.given.reach + 1) * 0.5 * this.side, (1 - y / this.given.reach) * 0.5 * this.side];
  }

  modes(context, found, ink) {
    const { centres, sigma, reach } = this.given;
    const radius = Math.max(6, (WITHIN * sigma * this.side) / (2 * reach));
    context.lineWidth = 1.5;
    centres.forEach((centre, i) => {
      context.beginPath();
      context.arc(...this.place(centre), radius, 0, 2 * Math.PI);
      context.setLineDash(found[i] ? [] : [3, 4]);
      context.strokeStyle = rgb(ink, found[i] ? 0.75 : 0.55);
      context.stroke();
    });
    context.setLineDash([]);
  }

  // One by one as they were drawn, so that no expert lies above the others.
  marks(context, { points, experts }, colours, paper) {
    const { stamps, half } = this.stamped(colours, paper);
    const size = 2 * half;
    for (let i = 0; i < experts.length; i++) {
      const [x, y] = [(points[2 * i] + 1) * 0.5 * this.side, (1 - points[2 * i + 1]) * 0.5 * this.side];
      context.drawImage(stamps[experts[i]], x - half, y - half, size, size);
    }
  }

  // The mark of each expert, drawn once for a size and a theme: a thousand paths would take longer than a frame has.
  stamped(colours, paper) {
    const key = [this.side, window.devicePixelRatio, ...colours, ...paper].join();
    if (this.made?.key === key) return this.made;
    const radius = (MARK_PX * this.side) / SIDE_PX;
    const half = Math.ceil(1.3 * radius + 1);
    const stamps = colours.map((colour, k) => {
      const stamp = document.createElement("canvas");
      const context = fitCanvas(stamp, 2 * half, 2 * half);
      context.beginPath();
      shapePath(context, this.given.shapes[k], half, half, radius);
      context.lineWidth = 1.2;
      context.strokeStyle = rgb(paper, 0.6);
      context.stroke();
      context.fillStyle = rgb(colour);
      context.fill();
      return stamp;
    });
    this.made = { key, stamps, half };
    return this.made;
  }
}
