// Bytes put together anew: a program's halves, and a packet with another header.

import { readPacket } from "../packet/packet.js";

const MAGIC = "MIXV";

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
