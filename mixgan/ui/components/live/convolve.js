// Three ways through a convolution, each from one row of x (at `at`) to one of y (at `out`).

import { fold1, fold3, foldTable3 } from "./fold.js";
import { strideOf } from "./product.js";

const paddingOf = ({ side }) => (side - 1) >> 1;

// Height or width after the convolution of a map that has `size`.
export function convSide(op, size) {
  return Math.floor((size + 2 * paddingOf(op) - op.side) / (op.stride ?? 1)) + 1;
}

// Every input pixel times the whole kernel, then summed to output pixels: zeros in x, as ReLU leaves them, cost nothing.
export function foldedConv(model, op, group, x, at, bias, y, out) {
  const pixels = op.h * op.width;
  const products = model.kernel.product(x, at, pixels, model.matrix(op, group, op.ci, op.side * op.side * op.co));
  if (op.side === 1) fold1(products, strideOf(op.co), op.co, bias, y, out, pixels);
  else fold3(products, foldTable3(op), op.co, bias, y, out);
}

// With a stride most of those products would be thrown away: what each output pixel sees is gathered first.
export function gatheredConv(model, op, group, x, at, bias, y, out) {
  const { h, width, ci, co, side, stride = 1 } = op;
  const [rows, columns, taps] = [convSide(op, h), convSide(op, width), side * side];
  const seen = room(rows * columns * taps * ci).fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const patch = (i * columns + j) * taps * ci;
      const [top, left] = [i * stride - paddingOf(op), j * stride - paddingOf(op)];
      for (let ky = Math.max(0, -top); ky < side && top + ky < h; ky++) {
        for (let kx = Math.max(0, -left); kx < side && left + kx < width; kx++) {
          const from = at + ((top + ky) * width + left + kx) * ci;
          // channel by channel, as the kernel lies in the program
          for (let c = 0, to = patch + ky * side + kx; c < ci; c++, to += taps) seen[to] = x[from + c];
        }
      }
    }
  }
  const products = model.kernel.product(seen, 0, rows * columns, model.matrix(op, group, taps * ci, co));
  fold1(products, strideOf(co), co, bias, y, out, rows * columns);
}

// A map that is one pixel everywhere: one row of products, and as many sums as there are kinds of pixels, which differ by what
// of the kernel is inside.
export function convOfTile(model, op, group, x, at, bias, y, out) {
  const { h, width, ci, co, side, stride = 1 } = op;
  const products = model.kernel.product(x, at, 1, model.matrix(op, group, ci, side * side * co));
  const inside = (place, size) => {
    const first = place * stride - paddingOf(op);
    return [Math.max(0, -first), Math.min(side, size - first)];
  };
  const kinds = new Map();
  for (let i = 0; i < convSide(op, h); i++) {
    const [top, bottom] = inside(i, h);
    for (let j = 0; j < convSide(op, width); j++, out += co) {
      const [left, right] = inside(j, width);
      const kind = ((top * side + left) * (side + 1) + bottom) * (side + 1) + right;
      const same = kinds.get(kind);
      if (same !== undefined) {
        y.copyWithin(out, same, same + co);
        continue;
      }
      kinds.set(kind, out);
      for (let c = 0; c < co; c++) {
        let total = bias[c];
        for (let ky = top; ky < bottom; ky++) for (let kx = left; kx < right; kx++) total += products[(ky * side + kx) * co + c];
        y[out + c] = total;
      }
    }
  }
}

let scratch = new Float32Array(0);

function room(n) {
  if (scratch.length < n) scratch = new Float32Array(n);
  return scratch.subarray(0, n);
}
