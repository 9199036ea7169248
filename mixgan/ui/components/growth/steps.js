// The generators of a training, fetched when they are wanted: the one asked for first, then the others from near to far.

import { loadProgram } from "../live/engine.js";

const OPENED = 6;                                   // models kept open: each takes four to eight times its bytes

export class Steps {
  // `programAt(i)`: the bytes of step i of n; `arrived(i)` is called when one that was missing can be opened, `failed(i)` when it
  // cannot.
  constructor(n, programAt, arrived, failed) {
    Object.assign(this, { n, programAt, arrived, failed, bytes: new Map(), opened: new Map() });
    this.waiting = new Set();
  }

  // The model of step i, or null while its bytes are not here.
  at(i) {
    const open = this.opened.get(i);
    if (open) {
      this.opened.delete(i);                        // the one used last stands last
      this.opened.set(i, open);
      return open;
    }
    const bytes = this.bytes.get(i);
    if (!bytes) return null;
    const model = loadProgram(bytes);
    this.opened.set(i, model);
    if (this.opened.size > OPENED) this.opened.delete(this.opened.keys().next().value);
    return model;
  }

  // Fetches step i now, and then the rest, nearest first, one at a time.
  async want(i) {
    this.near = i;
    await this.fetch(i);
    if (this.busy) return;
    this.busy = true;
    for (let next = this.nearest(); next >= 0 && !this.stopped; next = this.nearest()) await this.fetch(next);
    this.busy = false;
  }

  nearest() {
    const missing = Array.from({ length: this.n }, (_, i) => i).filter((i) => !this.bytes.has(i) && !this.waiting.has(i));
    return missing.reduce((best, i) => (best < 0 || Math.abs(i - this.near) < Math.abs(best - this.near) ? i : best), -1);
  }

  async fetch(i) {
    if (this.bytes.has(i) || this.waiting.has(i) || this.stopped) return;
    this.waiting.add(i);                            // one that failed is not asked for again
    try {
      this.bytes.set(i, await this.programAt(i));
      if (!this.stopped) this.arrived(i);
    } catch {
      if (!this.stopped) this.failed(i);
    }
  }

  stop() {
    this.stopped = true;
  }
}

// The bytes that lie at an address.
export async function fetched(place) {
  const answer = await fetch(place);
  if (!answer.ok) throw new Error(String(answer.status));
  return new Uint8Array(await answer.arrayBuffer());
}
