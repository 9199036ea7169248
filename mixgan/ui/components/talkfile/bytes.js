// What is stored in the file: blocks of base64, some of them compressed, and packets of which the header may be changed.

import { readPacket } from "../packet/packet.js";

const MAGIC = "MIXV";

export function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

// The text of block `id`: it may lie further down in the file than what has been read of it so far.
export async function textOf(id) {
  const found = () => document.getElementById(id)?.nextSibling && document.getElementById(id);
  if (!found() && document.readyState === "loading") {
    await new Promise((done) => { document.addEventListener("DOMContentLoaded", done, { once: true }); });
  }
  return document.getElementById(id).textContent;
}

export async function unzipped(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// A program's bytes, of which even ones and odd ones were stored apart, as numbers of 16 bits compress best.
export function woven(apart) {
  const half = Math.ceil(apart.length / 2);
  const bytes = new Uint8Array(apart.length);
  for (let i = 0, at = 0; i < half; i++, at += 2) {
    bytes[at] = apart[i];
    bytes[at + 1] = apart[half + i];                // beyond the end of an odd length: nothing is written
  }
  return bytes;
}

// The packet with `change(header)` in place of its header; its parts stay where they are.
export function changed(packet, change) {
  const { header } = readPacket(packet);
  const length = new DataView(packet.buffer, packet.byteOffset).getUint32(4, true);
  const text = new TextEncoder().encode(JSON.stringify(change(header)));
  const padded = text.length + (-text.length & 3);
  const out = new Uint8Array(8 + padded + packet.length - 8 - length).fill(32);
  out.set(Array.from(MAGIC, (letter) => letter.charCodeAt(0)));
  new DataView(out.buffer).setUint32(4, padded, true);
  out.set(text, 8);
  out.set(packet.subarray(8 + length), 8 + padded);
  return out;
}
