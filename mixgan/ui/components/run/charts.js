// Charts that share one axis of steps with the scrubber below them: its thumb is their marker.

import { drawPart } from "../covariance/drawing.js";
import { expertName, percent } from "../live/words.js";
import { make } from "../packet/packet.js";

const PAD = 8;                                      // px from the edge to the first and the last step; half of a thumb
const DASHES = ["", "5 3"];                         // the first run, the second
const BAND_PX = 11;                                 // the least height of a band that carries its number

// "0.0312", "1.45", "2,040": three digits, no more than they deserve
export function short(value) {
  if (value === undefined) return "";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return value === 0 ? "0" : String(Number(value.toPrecision(3)));
}

// The value of a curve [[step, value]] at `step`: the last one measured by then.
export function valueAt(curve, step) {
  let found;
  for (const [at, value] of curve) {
    if (at > step) break;
    found = value;
  }
  return found;
}

class Chart {
  constructor(title, height, why) {
    Object.assign(this, { title, height });
    this.element = make("div", "chart");
    this.head = make("div", "head");
    this.name = make("span", "name", title);
    this.name.title = why;
    this.words = make("span", "values");
    this.head.append(this.name, this.words);
    this.svg = drawPart("svg", { height, "aria-hidden": "true" });
    this.element.append(this.head, this.svg);
  }

  x(step) {
    return PAD + ((this.width - 2 * PAD) * step) / this.last;
  }

  y(value) {
    const [low, high] = this.range;
    return this.height - 2 - ((this.height - 4) * (value - low)) / (high - low || 1);
  }

  arrange(width, last) {
    Object.assign(this, { width, last });
    this.svg.setAttribute("width", width);
    this.here = drawPart("path", { class: "here" });
    this.svg.replaceChildren(...this.parts(), this.here);
  }

  mark(step) {
    this.here.setAttribute("d", `M${this.x(step)} 0V${this.height}`);
    this.say(step);
  }

  path(curve) {
    return curve.map(([step, value], i) => `${i ? "L" : "M"}${this.x(step).toFixed(1)} ${this.y(value).toFixed(1)}`).join("");
  }
}

// Lines of one unit. `lines`: [{ name, curve, colour (number of a token), run, level (drawn as a line, if any) }].
export class Lines extends Chart {
  constructor(title, height, why, unit = "") {
    super(title, height, why);
    this.unit = unit;
  }

  take(lines, range) {
    this.lines = lines;
    this.fixed = range;
    this.spans = lines.map(({ name, colour, run }) => {
      const value = make("span", "value");
      if (name) {
        const swatch = drawPart("svg", { width: 18, height: 10, "aria-hidden": "true" });
        swatch.append(this.stroke("M0 5H18", colour, run));
        value.append(swatch, make("span", "", `${name} `));
      }
      const number = make("span", "number");
      value.append(number);
      return number;
    });
    this.words.replaceChildren(...this.spans.map((span) => span.parentElement));
  }

  parts() {
    const values = this.lines.flatMap(({ curve }) => curve.map(([, value]) => value));
    this.range = this.fixed ?? [Math.min(...values, Infinity), Math.max(...values, -Infinity)];
    const grid = [0.02, 0.5, 0.98].map((share) => drawPart("path", { class: "grid", d: `M${PAD} ${share * this.height}H${this.width - PAD}` }));
    // a level that means something: a guess
    const levels = this.lines.filter(({ level }) => level !== undefined).map(({ level, colour }) => drawPart("path", {
      d: `M${PAD} ${this.y(level)}H${this.width - PAD}`, class: `level ink${colour}` }));
    return [...grid, ...levels, ...this.lines.map(({ curve, colour, run }) => this.stroke(this.path(curve), colour, run))];
  }

  stroke(d, colour, run) {
    return drawPart("path", { d, class: `curveline ink${colour}`, "stroke-dasharray": DASHES[run] });
  }

  say(step) {
    this.lines.forEach(({ curve }, i) => {
      const text = `${short(valueAt(curve, step))}${this.unit}`;
      if (this.spans[i].textContent !== text) this.spans[i].textContent = text;
    });
  }
}

// Shares of the experts as stacked areas, expert 1 at the top; each band carries its number.
export class Shares extends Chart {
  take(curve, word, run) {
    Object.assign(this, { curve, word, run });
  }

  parts() {
    this.range = [0, 1];
    const K = this.curve[0]?.[1].length ?? 0;
    const above = (shares, k) => 1 - shares.slice(0, k).reduce((sum, share) => sum + share, 0);
    const bands = Array.from({ length: K }, (_, k) => {
      const upper = this.curve.map(([step, shares]) => [step, above(shares, k)]);
      const lower = this.curve.map(([step, shares]) => [step, above(shares, k + 1)]).reverse();
      const d = `${this.path([...upper, ...lower])}Z`;
      return drawPart("path", { d, class: "band", fill: `var(--expert-${this.run}-${k})` });
    });
    this.numbers = Array.from({ length: K }, (_, k) => drawPart("text", { class: "bandnumber" }, shortName(k)));
    return [...bands, ...this.numbers];
  }

  say(step) {
    const shares = valueAt(this.curve, step);
    if (!shares) return;
    // beside the marker, on the side that has bands
    const x = this.x(step);
    const left = x > 40;
    let top = 1;
    this.numbers.forEach((number, k) => {
      const middle = this.y(top - shares[k] / 2);
      number.setAttribute("x", left ? x - 6 : x + 6);
      number.setAttribute("y", middle + 4);
      number.setAttribute("text-anchor", left ? "end" : "start");
      number.setAttribute("visibility", shares[k] * this.height >= BAND_PX ? "visible" : "hidden");
      top -= shares[k];
    });
    const most = shares.indexOf(Math.max(...shares));
    const least = shares.indexOf(Math.min(...shares));
    const said = (k) => `${expertName(this.word, k)}, ${percent(shares[k])}`;
    const text = `most: ${said(most)}; least: ${said(least)}`;
    if (this.words.textContent !== text) this.words.textContent = text;
  }
}
