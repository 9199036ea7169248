// What answers to a sentence show: which values of what it leaves open were found, and how many answers keep what it states.

import { write } from "../live/parts.js";
import { make, rgb } from "../packet/packet.js";
import { countOn, valueChip } from "./colours.js";
import { Reading } from "./reading.js";

export class KnownValues {
  // `attributes`: [{ name, values, asked (number of the value that is said, or null) }]; `rules`: those of Reading.
  constructor({ attributes, rules }) {
    Object.assign(this, { attributes, reading: new Reading(rules) });
    const colours = { hue: rules.colours, background: rules.grounds.map((value) => [value, value, value]) };
    this.open = attributes.map((attribute, i) => ({ ...attribute, i })).filter(({ asked }) => asked === null);
    this.isStated = this.open.length < attributes.length;
    this.rows = this.open.map(({ name, values }) => valueRow(name, values, colours[name]));
    this.root = make("div", "values");
    this.root.setAttribute("role", "img");
    this.root.append(...this.rows.map(({ element }) => element));
  }

  of(images) {
    return this.reading.of(images);
  }

  keeps({ values }) {
    return this.attributes.every(({ asked }, i) => asked === null || asked === values[i]);
  }

  mark(frame, found) {
    frame.classList.toggle("unkept", Boolean(found) && !this.keeps(found));
    frame.title = found ? this.attributes.map(({ name, values }, i) => `${name}: ${values[found.values[i]]}`).join("; ") : "";
  }

  // A blot is read as something too, and has found nothing.
  counts(found, { i, values }) {
    return countsOf(found.filter(({ isWhole }) => isWhole).map((one) => one.values[i]), values.length);
  }

  show(found) {
    this.rows.forEach(({ chips, label }, row) => {
      const counts = this.counts(found, this.open[row]);
      write(label, this.ofOne(found, this.open[row]));
      chips.forEach((chip, k) => countOn(chip, counts[k]));
    });
  }

  ofOne(found, one) {
    return `${one.name}: ${this.counts(found, one).filter(Boolean).length} of ${one.values.length} found`;
  }

  sentence(found, n) {
    const kept = found.filter((one) => this.keeps(one)).length;
    const torn = found.filter(({ isWhole }) => !isWhole).length;
    const first = this.isStated ? `stated attributes kept: ${kept} of ${n}` : `${n} draws`;
    return torn ? `${first}; no whole figure: ${torn}` : first;
  }

  told(found, n) {
    return [...this.open.map((one) => this.ofOne(found, one)), this.sentence(found, n)].join("; ");
  }

  kinds(shown) {
    if (!shown.length || !this.isStated) return "";
    return `${shown.filter((one) => this.keeps(one)).length} show what is said`;
  }

  label(found) {
    const said = this.open.map((one) => {
      const counts = this.counts(found, one);
      return `${one.name}: ${one.values.map((value, k) => `${value} ${counts[k]}`).join(", ")}`;
    });
    this.root.setAttribute("aria-label", said.join("; ") || "nothing is left open");
  }
}

function valueRow(name, values, colours) {
  const element = make("div", "known");
  const label = make("span", "attribute", name);
  const chips = values.map((value, k) => valueChip(value, colours && rgb(colours[k].map((c) => Math.round(255 * c)))));
  element.append(label, ...chips.map((chip) => chip.element));
  return { element, label, chips };
}

function countsOf(numbers, n) {
  const counts = new Array(n).fill(0);
  for (const number of numbers) counts[number]++;
  return counts;
}
