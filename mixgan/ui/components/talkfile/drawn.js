// The noise that was found for a drawing as words of the address: half precision, which keeps it (mixgan/ui/model/drawn.py).

import { halves } from "../live/program.js";

const MOST_SIGMA = 8;                               // standard deviations: what no search leaves

// `4.AbC...`: the number of the expert, if any, and the noise.
export function drawnText({ noise, expert }) {
  const bytes = new Uint8Array(2 * noise.length);
  const view = new DataView(bytes.buffer);
  noise.forEach((value, i) => view.setUint16(2 * i, halfOf(value), true));
  const text = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return expert < 0 ? text : `${expert + 1}.${text}`;
}

// The inverse; null for what is no noise of Z numbers.
export function drawnOf(text, Z, K) {
  const [, number, letters] = /^(?:(\d{1,3})\.)?([\w-]+)$/.exec(text ?? "") ?? [];
  if (!letters || number > K || number === "0") return null;
  let bytes;
  try {
    bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
  const table = halves();
  const noise = Array.from({ length: bytes.length >> 1 }, (_, i) => table[bytes[2 * i] | (bytes[2 * i + 1] << 8)]);
  const isNoise = noise.length === Z && noise.every((value) => Math.abs(value) <= MOST_SIGMA);
  return isNoise ? { noise, expert: number ? number - 1 : -1 } : null;
}

// The nearest float16; what is smaller than its normal numbers is 0.
function halfOf(value) {
  const size = Math.abs(value);
  const exponent = Math.floor(Math.log2(size));
  if (!(exponent >= -14)) return 0;
  const bits = ((exponent + 15) << 10) + Math.round((size / 2 ** exponent - 1) * 1024);
  return value < 0 ? bits | 0x8000 : bits;
}
