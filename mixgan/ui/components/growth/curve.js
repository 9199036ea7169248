// What changes over the steps, on the slider's own axis: the thumb is the marker.

import { drawPart } from "../covariance/drawing.js";
import { make } from "../packet/packet.js";
import { write } from "../live/parts.js";

const PLOT_PX = { usual: 104, low: 36 };            // from the value 1 to the value 0
const WORDS_PX = 20;                                // above it, for the words of the jump, where type is as usual
const THUMB = 7;                                    // px from the end of the track to the middle of the thumb
const DASHES = ["", "7 4", "2 3"];

export class GrowthCurve {
  // `lines`: [[name, values]]; null where a value was not measured.
  constructor(lines) {
    this.lines = lines;
    this.element = make("div", "curve");
    this.svg = drawPart("svg", { "aria-hidden": "true" });
    this.words = make("div", "curvewords");
    this.values = lines.map(([name], line) => {
      const value = make("span", "value");
      const swatch = drawPart("svg", { width: 26, height: 10, class: "swatch", "aria-hidden": "true" });
      swatch.append(this.stroke("M0 5H26", line));
      const text = make("span", "", name);
      value.append(swatch, text);
      this.words.append(value);
      return text;
    });
    this.element.append(this.svg, this.words);
  }

  // `jump`: [from, to], numbers of steps, or null. `n`: places of the slider.
  take(lines, jump, n) {
    Object.assign(this, { lines, jump, n });
    if (this.width) this.draw();
  }

  stroke(d, line) {
    return drawPart("path", { d, class: `curveline line${line}`, "stroke-dasharray": DASHES[line] });
  }

  x(i) {
    return THUMB + ((this.width - 2 * THUMB) * i) / Math.max(1, this.n - 1);
  }

  y(value) {
    return this.top + this.high * (1 - value);
  }

  // `unit`: how much larger than usual words are; `low`: what stands below needs the room.
  arrange(width, unit, low = false) {
    Object.assign(this, { width, top: low ? 6 : WORDS_PX * unit, high: PLOT_PX[low ? "low" : "usual"] });
    this.words.hidden = this.isLow = low;
    this.draw();
  }

  draw() {
    this.svg.setAttribute("width", this.width);
    this.svg.setAttribute("height", this.top + this.high + 8);
    const right = this.width - THUMB;
    const grid = [0, 0.5, 1].map((v) => drawPart("path", { d: `M${THUMB} ${this.y(v)}H${right}`, class: "grid" }));
    const edges = [0, 1].map((v) => drawPart("text", { x: -4, y: this.y(v) + 4, class: "edge", "text-anchor": "end" }, v));
    const lines = this.lines.map(([, values], line) => this.stroke(this.path(values), line));
    this.here = drawPart("path", { class: "here" });
    this.svg.replaceChildren(...this.leap(), ...grid, ...edges, ...lines, this.here);
    if (this.i !== undefined) this.show(this.i);
  }

  path(values) {
    return values.map((v, i) => (v === null ? "" : `${i && values[i - 1] !== null ? "L" : "M"}${this.x(i)} ${this.y(v)}`)).join("");
  }

  leap() {
    if (this.jump?.length !== 2) return [];
    const [from, to] = this.jump.map((i) => this.x(i));
    const band = drawPart("path", { d: `M${from} ${this.y(1)}H${to}V${this.y(0)}H${from}Z`, class: "leap" });
    const middle = Math.min(this.width - 3.5 * this.top, Math.max(3.5 * this.top, (from + to) / 2));
    return this.isLow ? [band] : [band, drawPart("text", { x: middle, y: this.top - 7, class: "leapword", "text-anchor": "middle" }, "the largest jump")];
  }

  show(i) {
    this.i = i;
    if (this.width) this.here.setAttribute("d", `M${this.x(i)} ${this.y(1)}V${this.y(0)}`);
    this.lines.forEach(([name, values], line) => write(this.values[line], this.text(name, values[i])));
  }

  text(name, value) {
    return value === null ? name : `${name} ${value.toFixed(2)}`;
  }

  say(i) {
    return this.lines.map(([name, values]) => this.text(name, values[i])).join(", ");
  }
}
