// What is drawn on the stage: the points, their labels, and above them the lasso and the rings of single points.

import { colourOf, fitCanvas, make, rgb } from "../packet/packet.js";
import { stamp } from "./marks.js";

const MOST_LABELS = 40;

export class MapCanvas {
  // `state`: by, legend, selected, dim, lasso, picked, hover, cursor.
  constructor({ root, samples, places, state }, alt) {
    Object.assign(this, { root, samples, places, state });
    this.points = make("canvas", "points");
    this.over = make("canvas", "over");
    this.over.tabIndex = 0;
    this.over.setAttribute("role", "img");
    this.over.setAttribute("aria-label", alt);
    this.labels = make("div", "labels");
    this.labels.setAttribute("aria-hidden", "true");
  }

  colour(name, alpha) {
    return rgb(colourOf(this.root, name), alpha);
  }

  drawPoints() {
    const { samples: { n }, places, state: { selected, dim, legend, by } } = this;
    const context = fitCanvas(this.points, places.width, places.height);
    const image = context.createImageData(this.points.width, this.points.height);
    const radius = n > 2500 ? 2.1 : n > 800 ? 2.8 : 3.6;
    const muted = this.colour("--st-text-color", 0.13);
    const members = legend.list.map(() => []);
    const faint = [];
    for (let i = 0; i < n; i++) {
      const group = legend.of(i);
      const on = (!selected || selected[i]) && (dim < 0 || dim === group);
      (on && members[group] ? members[group] : faint).push(i);
    }
    stamp(image, places, faint, { colour: muted, shape: "circle" }, radius);
    // least confident last, so that they lie on top
    const order = members.map((_, group) => group);
    if (by === "confidence") order.reverse();
    for (const group of order) stamp(image, places, members[group], legend.list[group], radius);
    context.putImageData(image, 0, 0);
  }

  drawOver() {
    const { places, state } = this;
    if (!places.width) return;
    const context = fitCanvas(this.over, places.width, places.height);
    context.clearRect(0, 0, places.width, places.height);
    const ink = this.colour("--st-text-color");
    if (state.lasso?.length > 1) this.drawLasso(context, state.lasso);
    for (const [i, size] of [[state.picked, 7], [state.hover, 5.5], [state.cursor, 7]]) {
      if (i < 0) continue;
      context.beginPath();
      context.arc(places.x[i], places.y[i], size, 0, 2 * Math.PI);
      context.strokeStyle = ink;
      context.lineWidth = 1.5;
      context.stroke();
    }
  }

  drawLasso(context, path) {
    context.beginPath();
    path.forEach(([x, y], i) => context[i ? "lineTo" : "moveTo"](x, y));
    context.closePath();
    context.fillStyle = this.colour("--st-primary-color", 0.12);
    context.fill();
    context.strokeStyle = this.colour("--st-primary-color");
    context.lineWidth = 1.5;
    context.stroke();
  }

  drawLabels() {
    // the number of an expert, or the class, at the densest place of its points
    const { samples, places, state: { legend, by, dim } } = this;
    this.labels.replaceChildren();
    if (by === "confidence" || legend.list.length > MOST_LABELS) return;
    samples.members(legend).forEach((indices, group) => {
      if (indices.length < Math.max(8, samples.n / 500) || (dim >= 0 && dim !== group)) return;
      const [x, y] = places.densest(indices);
      const label = make("span", "label", legend.list[group].short);
      label.style.left = `${x}px`;
      label.style.top = `${y}px`;
      label.style.setProperty("--mark", legend.list[group].colour);
      this.labels.append(label);
    });
  }
}
