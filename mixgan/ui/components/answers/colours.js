// The known right answers as colours: each is ticked off as it is found.

import { setProperty, write } from "../live/parts.js";
import { make, rgb } from "../packet/packet.js";
import { Modes, tally } from "./modes.js";

export class KnownColours {
  constructor(palette) {
    this.modes = new Modes(palette);
    const { hues, grounds, names } = this.modes;
    this.root = make("div", "values");
    this.root.setAttribute("role", "img");
    this.chips = names.map((_, k) => valueChip(hues[k % hues.length], this.colour(k)));
    this.root.append(...grounds.map((ground, g) => {
      const row = make("div", "known");
      const ofGround = this.chips.slice(g * hues.length, (g + 1) * hues.length);
      row.append(...(grounds.length > 1 ? [make("span", "attribute", `on ${ground}:`)] : []), ...ofGround.map(({ element }) => element));
      return row;
    }));
  }

  colour(k) {
    const { colours } = this.modes;
    return rgb(colours[k % colours.length].map((value) => Math.round(255 * value)));
  }

  of(images) {
    return this.modes.of(images);
  }

  mark(frame, mode) {
    const isKnown = mode !== null && mode >= 0;
    frame.classList.toggle("known-mode", isKnown);
    if (isKnown) setProperty(frame, "--mark", this.colour(mode));
    frame.title = isKnown ? this.modes.names[mode] : "";
  }

  tally(found) {
    return tally(found, this.chips.length);
  }

  show(found) {
    const { counts } = this.tally(found);
    this.chips.forEach((chip, k) => countOn(chip, counts[k]));
  }

  sentence(found, n) {
    const { kinds, none } = this.tally(found);
    return `${kinds} of ${this.chips.length} found after ${n} draws${none ? `; ${none} ${none === 1 ? "is" : "are"} none of them` : ""}`;
  }

  told(found, n) {
    return this.sentence(found, n);
  }

  kinds(shown) {
    const { counts } = this.tally(shown);
    return this.modes.names.map((name, k) => [name, counts[k]]).filter(([, times]) => times).map((pair) => pair.join(" ")).join(", ");
  }

  label(found) {
    const { counts } = this.tally(found);
    const names = (wanted) => this.modes.names.filter((_, k) => Boolean(counts[k]) === wanted).join(", ") || "none";
    this.root.setAttribute("aria-label", `known answers found: ${names(true)}; not found: ${names(false)}`);
  }
}

// A value with how often it was found; `colour` where it has one.
export function valueChip(name, colour) {
  const element = make("span", "mode");
  const times = make("span", "times");
  if (colour) {
    const swatch = make("span", "swatch");
    swatch.style.setProperty("--mode", colour);
    element.append(swatch);
  }
  element.append(make("span", "", name), times);
  return { element, times };
}

export function countOn({ element, times }, count) {
  element.classList.toggle("found", count > 0);
  write(times, count ? `×${count}` : "");
}
