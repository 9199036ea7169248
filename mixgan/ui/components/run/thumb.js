// A slider whose thumb rests at listed places alone: keys go to the next of them, the hand to the nearest. Sends nothing.

import { make } from "../packet/packet.js";

const JUMPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 5, PageDown: -5, Home: -1e6, End: 1e6 };

// The place that a key leads to from `at`, 0 where there is none; undefined for any other key.
export function jumped(event, places, at) {
  const jump = JUMPS[event.key];
  if (jump === undefined) return undefined;
  event.preventDefault();
  event.stopPropagation();
  return places[Math.min(places.length - 1, Math.max(0, places.indexOf(at) + jump))] ?? 0;
}

// Of the places the one nearest to a value; `last` where there is none, or none nearer.
export function nearest(places, value, last = places.at(-1)) {
  return places.reduce((best, one) => (Math.abs(one - value) < Math.abs(best - value) ? one : best), last);
}

// `move(event)` now and until the pointer is let go; then `ended()`.
export function dragged(event, move, ended = () => {}) {
  const over = new AbortController();
  const end = () => {
    over.abort();
    ended();
  };
  addEventListener("pointermove", move, { signal: over.signal });
  ["pointerup", "pointercancel"].forEach((name) => addEventListener(name, end, { signal: over.signal }));
  move(event);
}

export class Thumb {
  // `moved(place)` is called with the place that hand or key chose.
  constructor(label, moved) {
    Object.assign(this, { moved, places: [] });
    this.range = make("input");
    Object.assign(this.range, { type: "range", step: "any" });
    this.range.setAttribute("aria-label", label);
    this.range.addEventListener("input", () => this.to(Number(this.range.value)));
    this.range.addEventListener("keydown", (event) => {
      const place = jumped(event, this.places, this.at);
      if (place !== undefined) this.moved(place);
    });
    this.where = make("span", "where");
    const hands = make("div", "hands");
    hands.append(this.where);
    this.element = make("div", "scrubber");
    this.element.append(this.range, hands);
  }

  take(places, first, last) {
    this.places = places;
    Object.assign(this.range, { min: first, max: last });
  }

  to(value) {
    this.moved(nearest(this.places, value));
  }

  // `text` stands below; `said` is what a reader of the page hears.
  show(at, text, said) {
    this.at = at;
    this.range.value = at;
    if (this.where.textContent !== text) this.where.textContent = text;
    this.range.setAttribute("aria-valuetext", said);
  }
}
