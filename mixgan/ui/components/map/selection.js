// What is selected: its pictures, its sentence, and how it is sent.

import { expertName, percent } from "../live/words.js";
import { make } from "../packet/packet.js";
import { NONE } from "./samples.js";

const SHOWN = 30;
const ACROSS = 10;
const ROOM_PX = 280;

export class Selection {
  constructor(element, { samples, state }, thumbs) {
    Object.assign(this, { element, samples, state, thumbs });
  }

  sentence(count) {
    const { samples, state: { selected } } = this;
    const most = (values, skip) => {
      const counts = new Map();
      for (let i = 0; i < samples.n; i++) {
        if (selected[i] && values[i] !== skip) counts.set(values[i], (counts.get(values[i]) || 0) + 1);
      }
      const best = [...counts].sort((a, b) => b[1] - a[1])[0];
      return best ? [best[0], percent(best[1] / count)] : null;
    };
    const [k, share] = most(samples.expert);
    const read = samples.classNames.length ? most(samples.cls, NONE) : null;
    const second = read ? `, ${read[1]} read as ${samples.classNames[read[0]]}` : "";
    return `${count.toLocaleString("en")} selected: ${share} drawn by ${expertName(samples.word, k)}${second}.`;
  }

  show() {
    const { samples, thumbs, state: { selected } } = this;
    this.element.replaceChildren();
    if (!selected || !thumbs.sheet) return;
    const indices = [];
    for (let i = 0; i < samples.n; i++) if (selected[i]) indices.push(i);
    const some = indices.length <= SHOWN ? indices
      : Array.from({ length: SHOWN }, (_, j) => indices[Math.floor((j * indices.length) / SHOWN)]);
    const across = Math.min(ACROSS, some.length);
    const canvas = make("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${some.length} of the selected samples`);
    thumbs.drawRows(canvas, some, across, ROOM_PX);
    this.element.append(canvas);
  }
}

export function bits(mask) {
  // one bit per point, first point in the lowest bit; 5,000 points are 836 characters
  const bytes = new Uint8Array(Math.ceil(mask.length / 8));
  for (let i = 0; i < mask.length; i++) if (mask[i]) bytes[i >> 3] |= 1 << (i & 7);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

// The chosen samples as a file that the command line reads (store/selection_file.py), with how the new ones near them fell.
export function selectionFile({ samples, state: { selected, outline }, layouts, anew }, { model, fingerprint }, link) {
  const chosen = [...selected.keys()].filter((i) => selected[i]);
  return { version: 1, kind: "selection", model, fingerprint, seed: samples.seed, n: samples.n, samples: chosen, layout: outline?.layout ?? layouts.name,
    outline: outline?.path ?? [], link, ...(anew.landed ? { landed: anew.landed } : {}), n_selected: chosen.length };
}

// The chosen samples as a table: their numbers, which with the seed are all that is needed to draw them again.
export function keepAsFile({ samples, state: { selected }, header }) {
  const rows = [...selected.keys()].filter((i) => selected[i]).map((i) => samples.row(i));
  const text = [samples.columns, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n");
  const address = URL.createObjectURL(new Blob([`${text}\r\n`], { type: "text/csv" }));
  const link = Object.assign(make("a"), { href: address, download: `${header.name || "map"}-seed${header.seed}-chosen.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function quoted(value) {
  // a class name comes from a user's folder: quotes for what would end the field, and no formula in anybody's spreadsheet
  const text = String(value).replace(/^[=+@-]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
