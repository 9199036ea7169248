// What is drawn on the stage: the points, or their pictures where few are left, their labels, and above them lines, rings and new
// samples.

import { unitOfType } from "../live/slide.js";
import { colourOf, fitCanvas, make, rgb } from "../packet/packet.js";
import { widthOf, withoutOverlap } from "./labels.js";
import { stamp } from "./marks.js";

const MOST_LABELS = 40;
const MOST_PICTURES = 150;                          // on the stage: more of them would cover each other
const FRAME_PX = 2;

export class MapCanvas {
  // `state`: by, legend, selected, dim, path, shape, line, news, picked, hover, cursor.
  constructor({ root, samples, places, state, zoom, thumbs }, alt) {
    Object.assign(this, { root, samples, places, state, zoom, thumbs });
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

  isOn(i) {
    const { selected, dim, legend } = this.state;
    return (!selected || selected[i]) && (dim < 0 || dim === legend.of(i));
  }

  drawPoints() {
    const { places, thumbs, zoom } = this;
    const context = fitCanvas(this.points, places.width, places.height);
    const few = thumbs.sheet && !zoom.isWhole ? this.shown(MOST_PICTURES) : null;
    if (few) this.drawPictures(context, few);
    else this.drawMarks(context);
  }

  // The points on the stage; null where they are more than `most`.
  shown(most) {
    const { places, samples: { n } } = this;
    const found = [];
    for (let i = 0; i < n && found.length <= most; i++) if (places.isShown(i)) found.push(i);
    return found.length <= most ? found : null;
  }

  drawMarks(context) {
    const { samples: { n }, places, zoom, state: { legend, by } } = this;
    const image = context.createImageData(this.points.width, this.points.height);
    const radius = (n > 2500 ? 2.1 : n > 800 ? 2.8 : 3.6) * Math.min(2, zoom.scale ** 0.3);
    const muted = this.colour("--st-text-color", 0.13);
    const members = legend.list.map(() => []);
    const faint = [];
    for (let i = 0; i < n; i++) {
      const own = members[legend.of(i)];
      (own && this.isOn(i) ? own : faint).push(i);
    }
    stamp(image, places, faint, { colour: muted, shape: "circle" }, radius);
    // least confident last, so that they lie on top
    const order = members.map((_, group) => group);
    if (by === "confidence") order.reverse();
    for (const group of order) stamp(image, places, members[group], legend.list[group], radius);
    context.putImageData(image, 0, 0);
  }

  drawPictures(context, indices) {
    const { places, thumbs, state: { legend } } = this;
    const { width, height } = thumbs.tile;
    context.clearRect(0, 0, places.width, places.height);
    for (const i of [...indices].sort((a, b) => this.isOn(a) - this.isOn(b))) {
      const [left, top] = [Math.round(places.x[i] - width / 2), Math.round(places.y[i] - height / 2)];
      context.globalAlpha = this.isOn(i) ? 1 : 0.2;
      context.fillStyle = legend.list[legend.of(i)]?.colour ?? this.colour("--st-text-color");
      context.fillRect(left - FRAME_PX, top - FRAME_PX, width + 2 * FRAME_PX, height + 2 * FRAME_PX);
      thumbs.put(context, i, left, top, 1);
    }
    context.globalAlpha = 1;
  }

  drawOver() {
    const { places, state } = this;
    if (!places.width) return;
    const context = fitCanvas(this.over, places.width, places.height);
    context.clearRect(0, 0, places.width, places.height);
    const ink = this.colour("--st-text-color");
    const accent = this.colour("--st-primary-color");
    const faint = this.colour("--st-primary-color", 0.12);
    if (state.shape) this.drawPath(context, state.shape.path, accent, faint);
    if (state.line) this.drawPath(context, state.line.path, accent);
    if (state.path?.length > 1) this.drawPath(context, state.path, accent, state.hand === "lasso" ? faint : null);
    for (const sample of state.news) this.drawNew(context, sample, accent, ink);
    for (const [i, size] of [[state.picked, 7], [state.hover, 5.5], [state.cursor, 7]]) {
      if (i >= 0) ring(context, [places.x[i], places.y[i]], size, ink);
    }
    if (state.line?.place) ring(context, places.onStage(state.line.place), 8, ink, accent);
  }

  // A line of places in the unit square; closed and filled where there is a `fill`.
  drawPath(context, path, stroke, fill = null) {
    context.beginPath();
    path.forEach((place, i) => context[i ? "lineTo" : "moveTo"](...this.places.onStage(place)));
    if (fill) {
      context.closePath();
      context.fillStyle = fill;
      context.fill();
    }
    context.strokeStyle = stroke;
    context.lineWidth = fill ? 1.5 : 2.5;
    context.stroke();
  }

  // Full inside of what was chosen, empty outside.
  drawNew(context, { place, inside, pointed }, accent, ink) {
    ring(context, this.places.onStage(place), pointed ? 8 : 4, inside ? ink : accent, inside ? accent : null);
  }

  drawLabels() {
    // the number of an expert, or the class, at the densest place of its points, as far as none covers another
    const { samples, places, state: { legend, by, dim } } = this;
    this.labels.replaceChildren();
    if (by === "confidence" || legend.list.length > MOST_LABELS) return;
    const unit = unitOfType();
    const wanted = samples.members(legend).flatMap((indices, group) => {
      if (indices.length < Math.max(8, samples.n / 500) || (dim >= 0 && dim !== group)) return [];
      const place = places.densest(indices);
      const { short } = legend.list[group];
      return place ? [{ x: place[0], y: place[1], width: widthOf(short, unit), group, count: indices.length }] : [];
    }).sort((a, b) => b.count - a.count);
    withoutOverlap(wanted, places, unit).forEach((place, at) => {
      if (!place) return;
      const { short, colour } = legend.list[wanted[at].group];
      const label = make("span", "label", short);
      label.style.transform = `translate(${place[0]}px, ${place[1]}px) translate(-50%, -50%)`;
      label.style.setProperty("--mark", colour);
      this.labels.append(label);
    });
  }
}

function ring(context, [x, y], size, stroke, fill = null) {
  context.beginPath();
  context.arc(x, y, size, 0, 2 * Math.PI);
  if (fill) {
    context.fillStyle = fill;
    context.fill();
  }
  context.strokeStyle = stroke;
  context.lineWidth = 1.5;
  context.stroke();
}
