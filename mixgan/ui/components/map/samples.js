// What the map holds of its samples: by whom each is drawn, what a checker reads in it, and the words for one.

import { expertName, percent, shortName } from "../live/words.js";

export const STEPS = 65535;                         // of a share
export const NONE = 255;                            // no class

export class Samples {
  constructor(packet) {
    const { n, K, seed, word, classNames } = packet.header;
    Object.assign(this, { n, K, seed, word, classNames });
    this.expert = packet.uint16("expert");
    this.weight = packet.uint16("weight");          // shares, of STEPS
    this.cls = packet.part("cls");
    this.confidence = packet.uint16("confidence");
  }

  facts(i) {
    const lines = [expertName(this.word, this.expert[i])];
    if (this.weight[i] < STEPS) lines[0] += `, weight ${(this.weight[i] / STEPS).toFixed(2)}`;
    if (this.cls[i] !== NONE) lines.push(`read as ${this.classNames[this.cls[i]]}, ${percent(this.confidence[i] / STEPS)}`);
    return lines;
  }

  // One sample of a table, under `columns`.
  get columns() {
    return ["sample", this.word, "weight", "read as", "confidence"];
  }

  row(i) {
    const read = this.cls[i] === NONE ? ["", ""] : [this.classNames[this.cls[i]], (this.confidence[i] / STEPS).toFixed(3)];
    return [i, shortName(this.expert[i]), (this.weight[i] / STEPS).toFixed(3), ...read];
  }

  // A mask of those for which `isIn(i)`.
  mask(isIn) {
    return Uint8Array.from({ length: this.n }, (_, i) => (isIn(i) ? 1 : 0));
  }

  // The indices of every group, for `of(i)` the group of one.
  members({ of, list }) {
    const members = list.map(() => []);
    for (let i = 0; i < this.n; i++) members[of(i)]?.push(i);
    return members;
  }
}
