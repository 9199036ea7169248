// Thousands of marks in one picture.

import { make, shapePath } from "../packet/packet.js";

const EDGE_PX = 2;

// A layer: `indices` of `places`, in one colour and shape, with an `edge` in another if need be.
export function stamp(image, { places, indices, colour, shape, edge }, radius) {
  // One mark is drawn and copied to whole device pixels: a path of 5,000 marks took ten times as long. Of two that overlap the
  // more opaque pixel stays, the later of equals, so that faint ones do not add up.
  if (!indices.length) return;
  const ratio = window.devicePixelRatio || 1;
  const half = Math.ceil((1.3 * radius + (edge ? EDGE_PX / 2 : 0)) * ratio);
  const size = 2 * half + 1;
  const canvas = make("canvas");
  canvas.width = canvas.height = size;
  const ink = canvas.getContext("2d", { willReadFrequently: true });
  ink.setTransform(ratio, 0, 0, ratio, size / 2, size / 2);
  shapePath(ink, shape, 0, 0, radius);
  if (edge) {
    Object.assign(ink, { strokeStyle: edge, lineWidth: EDGE_PX });
    ink.stroke();
  }
  ink.fillStyle = colour;
  ink.fill();
  const mark = new Uint32Array(ink.getImageData(0, 0, size, size).data.buffer);
  const pixels = new Uint32Array(image.data.buffer);
  // [place from the mark's corner, value] of every pixel with ink
  const inked = [...mark.entries()].filter(([, value]) => value >>> 24)
    .map(([at, value]) => [Math.floor(at / size) * image.width + (at % size), value]);
  for (const i of indices) {
    if (!places.isShown(i, half / ratio + 1)) continue;
    const corner = (Math.floor(places.y[i] * ratio) - half) * image.width + Math.floor(places.x[i] * ratio) - half;
    for (const [at, value] of inked) {
      if (value >>> 24 >= pixels[corner + at] >>> 24) pixels[corner + at] = value;
    }
  }
}
