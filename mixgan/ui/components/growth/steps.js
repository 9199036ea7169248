// The generators of a training, fetched when they are wanted: the one asked for first, then the others from near to far.

import { loadProgram } from "../live/engine.js";

const OPENED = 6;                                   // models kept open: each takes four to eight times its bytes

export class Steps {
  // `programAt(place)`: the bytes that lie there; `arrived(i)` is called when a step that was missing can be opened, `failed(i)` when
  // it cannot.
  constructor(programAt, arrived, failed) {
    Object.assign(this, { programAt, arrived, failed, places: [], bytes: new Map(), opened: new Map() });
    this.waiting = new Set();
    this.lost = new Set();
  }

  // `places`: one for each step; of those that are known already only the new ones are fetched.
  take(places) {
    this.places = places;
  }

  isLost(i) {
    return this.lost.has(this.places[i]);
  }

  // Whether nothing more will come of step i: it is here, or it cannot be had.
  isDone(i) {
    return this.isLost(i) || this.bytes.has(this.places[i]);
  }

  // The model of step i, or null while its bytes are not here.
  at(i) {
    const place = this.places[i];
    const open = this.opened.get(place);
    if (open) {
      this.opened.delete(place);                    // the one used last stands last
      this.opened.set(place, open);
      return open;
    }
    const bytes = this.bytes.get(place);
    if (!bytes) return null;
    try {
      this.opened.set(place, loadProgram(bytes));
    } catch {
      this.lose(i);                                 // a torn file
      return null;
    }
    if (this.opened.size > OPENED) this.opened.delete(this.opened.keys().next().value);
    return this.opened.get(place);
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
    const missing = this.places.flatMap((place, i) => (this.waiting.has(place) ? [] : [i]));
    return missing.reduce((best, i) => (best < 0 || Math.abs(i - this.near) < Math.abs(best - this.near) ? i : best), -1);
  }

  async fetch(i) {
    const place = this.places[i];
    if (this.waiting.has(place) || this.stopped) return;
    this.waiting.add(place);                        // one that failed is not asked for again
    try {
      this.bytes.set(place, await this.programAt(place));
    } catch {
      this.lose(i);
      return;
    }
    if (!this.stopped) this.arrived(i);
  }

  lose(i) {
    this.bytes.delete(this.places[i]);
    this.lost.add(this.places[i]);
    if (!this.stopped) this.failed(i);
  }

  stop() {
    this.stopped = true;
  }
}

export function lostStep(step) {
  return `The generator of step ${step.toLocaleString("en")} cannot be opened: make its steps again.`;
}

// The bytes that lie at an address of the server.
export async function fetched(place) {
  const root = document.location.href.replace(/[^/]*$/, "");
  const answer = await fetch(new URL(place.replace(/^\//, ""), root).href);
  if (!answer.ok) throw new Error(String(answer.status));
  return new Uint8Array(await answer.arrayBuffer());
}
