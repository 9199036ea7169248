// A chart of a head's warm-up: a line for each try over its updates; the kept one is thicker and ends in a dot.

import { drawPart } from "../covariance/drawing.js";
import { make } from "../packet/packet.js";
import { Lines, valueAt } from "../run/charts.js";

const INKS = 6;
const DOT_PX = 4;

export class Tries extends Lines {
  // `tries`: [{ name, kept, [key]: [[updates, value]] }]; `written`: a value in words; `level`: [value, its words], if any.
  show(tries, key, written, range, level) {
    Object.assign(this, { tries, written, level });
    this.take(tries.map((one, i) => ({ name: one.name && `${one.name}:`, curve: one[key], run: 0, colour: i % INKS })), range);
    this.spans.forEach((span, i) => span.parentElement.classList.toggle("kept", tries[i].kept));
    if (!level) return;
    const value = make("span", "value");
    const swatch = drawPart("svg", { width: 18, height: 10, "aria-hidden": "true" });
    swatch.append(drawPart("path", { d: "M0 5H18", class: "level" }));
    value.append(swatch, make("span", "", level[1]));
    this.words.append(value);
  }

  parts() {
    const parts = super.parts();
    const level = this.level ? [drawPart("path", { d: `M${this.x(0)} ${this.y(this.level[0])}H${this.x(this.last)}`, class: "level" })] : [];
    const kept = this.tries.findIndex((one) => one.kept);
    if (kept < 0) return [...level, ...parts];
    const { curve, colour } = this.lines[kept];
    const line = parts[parts.length - this.lines.length + kept];
    line.classList.add("kept");
    const [update, value] = curve[curve.length - 1];
    const dot = drawPart("circle", { cx: this.x(update), cy: this.y(value), r: DOT_PX, class: `dot ink${colour}` });
    return [...level, ...parts.filter((part) => part !== line), line, dot];        // above the others
  }

  say(update) {
    this.lines.forEach(({ curve }, i) => {
      const value = valueAt(curve, update);
      const text = value === undefined ? "" : this.written(value);
      if (this.spans[i].textContent !== text) this.spans[i].textContent = text;
    });
  }
}
