// The fold of a transposed convolution: overlapping 4 x 4 patches to a picture of twice the size.

import { strideOf } from "./product.js";

export function foldTable(op) {
  // four places in the products for every output pixel; outside the picture: the row of zeros after the last pixel
  if (op.taps) return op.taps;
  const { h, width, co } = op;
  const stride = strideOf(16 * co);
  const place = (out, size) => (out % 2 ? [[(out + 1) / 2, 0], [(out - 1) / 2, 2]] : [[out / 2, 1], [out / 2 - 1, 3]])
    .map(([input, tap]) => (input >= 0 && input < size ? [input, tap] : null));
  const taps = new Int32Array(16 * h * width);
  let t = 0;
  for (let oy = 0; oy < 2 * h; oy++) {
    for (let ox = 0; ox < 2 * width; ox++) {
      for (const y of place(oy, h)) {
        for (const x of place(ox, width)) {
          taps[t++] = y && x ? (y[0] * width + x[0]) * stride + (4 * y[1] + x[1]) * co : h * width * stride;
        }
      }
    }
  }
  Object.defineProperty(op, "taps", { value: taps });
  return taps;
}

export function fold(products, taps, co, bias, y, out) {
  for (let t = 0; t < taps.length; t += 4) {
    const a = taps[t];
    const b = taps[t + 1];
    const c = taps[t + 2];
    const d = taps[t + 3];
    for (let j = 0; j < co; j++) {
      y[out + j] = bias[j] + products[a + j] + products[b + j] + products[c + j] + products[d + j];
    }
    out += co;
  }
}
