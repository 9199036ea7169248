// A chart by number of kinds: a dot for each that was tried, the answer larger; below the last chart stand the numbers.

import { drawPart } from "../covariance/drawing.js";
import { Lines, valueAt } from "../run/charts.js";

const EDGE = 8;                                     // px to the first and the last number, as half of a thumb
const DOT_PX = 2;
const ANSWER_PX = 4.5;

export class ByNumber extends Lines {
  // `curve`: [[kinds, share]]; `written`: a share in words; `answer`: a number of kinds, or null.
  show(curve, colour, written, answer, range) {
    Object.assign(this, { curve, written, answer });
    this.first = curve[0][0];
    this.take([{ name: "", curve, run: 0, colour }], range);
  }

  x(kinds) {
    return EDGE + ((this.width - 2 * EDGE) * (kinds - this.first)) / (this.last - this.first || 1);
  }

  parts() {
    const [{ colour }] = this.lines;
    const dots = () => this.curve.map(([kinds, share]) => drawPart("circle", {
      cx: this.x(kinds), cy: this.y(share), r: kinds === this.answer ? ANSWER_PX : DOT_PX,
      class: `dot ink${colour}${kinds === this.answer ? " answer" : ""}` }));
    return [...super.parts(), ...dots()];
  }

  say(kinds) {
    const text = this.written(valueAt(this.curve, kinds));
    if (this.spans[0].textContent !== text) this.spans[0].textContent = text;
  }
}

// The axis that both charts share.
export function numbersBelow(chart, height) {
  const svg = drawPart("svg", { width: chart.width, height, class: "axis", "aria-hidden": "true" });
  svg.append(...chart.curve.map(([kinds]) => drawPart("text", {
    x: chart.x(kinds), y: height - 3, class: `tick${kinds === chart.answer ? " answer" : ""}` }, kinds)));
  return svg;
}
