// The folds of convolutions: every input pixel's products with the whole kernel, summed to output pixels. The overlapping
// 4 x 4 patches of a transposed convolution become a picture of twice the size; 3 x 3 patches become one of the same size.

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

export function foldTable3(op) {
  // nine places in the products for every output pixel; outside the picture: the row of zeros after the last pixel
  if (op.taps) return op.taps;
  const { h, width, co } = op;
  const stride = strideOf(9 * co);
  const taps = new Int32Array(9 * h * width);
  let t = 0;
  for (let oy = 0; oy < h; oy++) {
    for (let ox = 0; ox < width; ox++) {
      for (let ky = 0; ky < 3; ky++) {
        for (let kx = 0; kx < 3; kx++) {
          const [y, x] = [oy + ky - 1, ox + kx - 1];
          const inside = y >= 0 && y < h && x >= 0 && x < width;
          taps[t++] = inside ? (y * width + x) * stride + (3 * ky + kx) * co : h * width * stride;
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

// The same of nine places each.
export function fold3(products, taps, co, bias, y, out) {
  for (let t = 0; t < taps.length; t += 9) {
    const a = taps[t];
    const b = taps[t + 1];
    const c = taps[t + 2];
    const d = taps[t + 3];
    const e = taps[t + 4];
    const f = taps[t + 5];
    const g = taps[t + 6];
    const h = taps[t + 7];
    const i = taps[t + 8];
    for (let j = 0; j < co; j++) {
      y[out + j] = bias[j] + products[a + j] + products[b + j] + products[c + j] + products[d + j] + products[e + j]
        + products[f + j] + products[g + j] + products[h + j] + products[i + j];
    }
    out += co;
  }
}

// Of a 1 x 1 convolution there is nothing to sum: rows of `stride` products lose their padding and get the bias.
export function fold1(products, stride, co, bias, y, out, pixels) {
  for (let pixel = 0; pixel < pixels; pixel++, out += co) {
    for (let j = 0, at = pixel * stride; j < co; j++) y[out + j] = bias[j] + products[at + j];
  }
}
