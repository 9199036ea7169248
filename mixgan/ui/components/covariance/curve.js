// Quality and diversity against spread, on the slider's own axis: the thumb is the marker.

import { make } from "../packet/packet.js";
import { write } from "../live/parts.js";
import { drawPart } from "./drawing.js";

const [HIGH_PX, LOW_PX] = [104, 76];                // of the drawing; in a low window the rows below it need the rest
const LOW_WINDOW_PX = 760;
const EDGE_PX = 6;                                  // above the value 1, and below 0
const LABEL_PX = 15;                                // the least distance of two names of the usual size
const DASHES = ["", "7 4", "2 3"];                  // with the marker's shape: a line is known without its colour
const MARKERS = [
  (x, y) => `M${x - 4.5} ${y}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z`,
  (x, y) => `M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z`,
  (x, y) => `M${x - 4} ${y - 4}h8v8h-8Z`,
];

// `curve`: [{ spread, precision: [mean, half of its band or null], ... }], by spread; null where none was made.
export function curvePanel(curve, levels, trained) {
  const top = (levels - 1) / trained;
  const points = (curve ?? []).filter((point) => point.spread <= top);
  const isShare = (name) => points.every((point) => point[name]?.[0] >= 0 && point[name][0] <= 1);
  const names = Object.keys(points[0] ?? {}).filter((name) => name !== "spread" && isShare(name)).slice(0, DASHES.length);
  return names.length ? new CurvePanel(points, names, top, trained) : null;
}

class CurvePanel {
  constructor(points, names, top, trained) {
    Object.assign(this, { points, names, top, trained });
    this.element = make("div", "curve");
    this.svg = drawPart("svg", { "aria-hidden": "true" });
    this.element.append(this.svg);
    this.words = make("div", "curvewords");
    this.values = names.map((name, line) => {
      const value = make("span", `value${line}`);
      const swatch = drawPart("svg", { width: 26, height: 13, class: "swatch", "aria-hidden": "true" });
      swatch.append(this.stroke("M0 6.5H26", line), drawPart("path", { d: MARKERS[line](13, 6.5), class: `marker line${line}` }));
      const text = make("span");
      value.append(swatch, text);
      return text;
    });
    this.where = make("span", "where");
    this.words.append(...this.values.map((text) => text.parentElement), this.where);
  }

  stroke(d, line) {
    return drawPart("path", { d, class: `curveline line${line}`, "stroke-dasharray": DASHES[line] });
  }

  x(spread) {
    return this.thumb + ((this.width - 2 * this.thumb) * spread) / this.top;
  }

  y(value) {
    return this.height - EDGE_PX - (this.height - 2 * EDGE_PX) * Math.min(1, Math.max(0, value));
  }

  // All of it, for a track of `width` px on which the middle of the thumb stops `thumb` px before its ends.
  arrange(width, thumb, unit) {
    Object.assign(this, { width, thumb, unit, height: window.innerHeight <= LOW_WINDOW_PX ? LOW_PX : HIGH_PX });
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", this.height);
    const right = width - thumb;
    const grid = [0, 0.5, 1].map((v) => drawPart("path", { d: `M${thumb} ${this.y(v)}H${right}`, class: "grid" }));
    const edges = [0, 1].map((v) => drawPart("text", { x: -4, y: this.y(v) + 4, class: "edge", "text-anchor": "end" }, v));
    const trained = drawPart("path", { d: `M${this.x(1)} 0V${this.height}`, class: "trainedline" });
    const bands = this.names.map((name, line) => drawPart("path", { d: this.band(name), class: `curveband line${line}` }));
    const lines = this.names.map((name, line) => this.stroke(this.path(name), line));
    this.here = drawPart("path", { class: "here" });
    this.markers = this.names.map((_, line) => drawPart("path", { class: `marker line${line}` }));
    this.svg.replaceChildren(...grid, ...edges, trained, ...bands, ...lines, this.here, ...this.labels(), ...[...this.markers].reverse());
  }

  path(name) {
    return this.points.map((p, i) => `${i ? "L" : "M"}${this.x(p.spread)} ${this.y(p[name][0])}`).join("");
  }

  band(name) {
    if (this.points.some((p) => p[name][1] === null)) return "";
    const edge = (p, sign) => `${this.x(p.spread)} ${this.y(p[name][0] + sign * p[name][1])}`;
    const back = [...this.points].reverse();
    return `M${this.points.map((p) => edge(p, 1)).join("L")}L${back.map((p) => edge(p, -1)).join("L")}Z`;
  }

  // Each name stands where its line ends, and none on another.
  labels() {
    const last = this.points[this.points.length - 1];
    const order = this.names.map((name) => ({ name, y: this.y(last[name][0]) })).sort((a, b) => a.y - b.y);
    order.forEach((one, i) => { if (i) one.y = Math.max(one.y, order[i - 1].y + LABEL_PX * this.unit); });
    const over = Math.max(0, order[order.length - 1].y - this.y(0));
    return order.map(({ name, y }) => drawPart("text", { x: this.width + 2, y: y - over + 4, class: "linename" }, name));
  }

  nearest(level) {
    const far = (p) => Math.abs(p.spread - level / this.trained);
    return this.points.reduce((best, p) => (far(p) < far(best) ? p : best));
  }

  text(point, name) {
    const [value, half] = point[name];
    return `${name} ${value.toFixed(2)}${half === null ? "" : ` ± ${half.toFixed(2)}`}`;
  }

  say(level) {
    const point = this.nearest(level);
    return this.names.map((name) => this.text(point, name)).join(", ");
  }

  // `same`: every component has the spread of the level; else nothing here was measured.
  show(level, same) {
    const point = this.nearest(level);
    this.here.setAttribute("d", `M${this.x(level / this.trained)} 0V${this.height}`);
    this.names.forEach((name, line) => {
      this.markers[line].setAttribute("d", same ? MARKERS[line](this.x(point.spread), this.y(point[name][0])) : "");
      write(this.values[line], same ? this.text(point, name) : name);
    });
    const off = Math.abs(point.spread - level / this.trained) > 1e-6;
    write(this.where, same ? (off ? `measured at × ${point.spread.toFixed(2)}` : "") : "measured with one spread for all");
  }
}
