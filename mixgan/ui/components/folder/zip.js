// A zip of files as they are: pictures are packed already. One part after another, so that nothing is copied.

import { crcOf } from "../live/png.js";

const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50;
const VERSION = 20, UTF8 = 0x800, STORED = 0, TIME = 0;
const DAY = 0x21;                                   // 1 January 1980, the first that a zip knows
const MOST_ENTRIES = 65_535;                 // their number has two bytes

// `entries`: [{ name, bytes: Uint8Array }], in all below 4 GB. Gives the parts of a Blob.
export function zipOf(entries) {
  const files = [], list = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const letters = new TextEncoder().encode(name);
    const same = [[2, VERSION], [2, UTF8], [2, STORED], [2, TIME], [2, DAY], [4, crcOf(bytes)], [4, bytes.length], [4, bytes.length],
      [2, letters.length], [2, 0]];
    const head = fields([[4, LOCAL], ...same]);
    files.push(head, letters, bytes);
    list.push(fields([[4, CENTRAL], [2, VERSION], ...same, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]]), letters);
    at += head.length + letters.length + bytes.length;
  }
  const length = list.reduce((sum, part) => sum + part.length, 0), n = entries.length;
  return [...files, ...list, fields([[4, END], [2, 0], [2, 0], [2, n], [2, n], [4, length], [4, at], [2, 0]])];
}

// Why [{ file }] are not packed, as a sentence; `most` MB in all, `kinds` of names that are taken. Empty where they are.
export function whyNot(files, { kinds, most }) {
  if (!files.length) return `No picture was found there: ${kinds.join(", ")} are taken.`;
  if (files.length > MOST_ENTRIES) return `The folder holds more than ${MOST_ENTRIES.toLocaleString("en")} files. Give its path.`;
  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  return size <= most * 2 ** 20 ? "" : `The folder holds more than ${most} MB. Give its path on this machine, or a smaller one.`;
}

// [[bytes, value], ...], the lowest byte first.
const fields = (all) => Uint8Array.from(all.flatMap(([n, value]) => Array.from({ length: n }, (_, i) => value >>> (8 * i) & 255)));
