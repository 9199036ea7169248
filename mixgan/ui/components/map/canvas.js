// What is drawn on the stage: the points, or their pictures where few are left, their labels, and above them lines, rings and new
// samples.

import { unitOfType } from "../live/slide.js";
import { colourOf, fitCanvas, make, rgb, shapePath } from "../packet/packet.js";
import { LAYOUT_WORDS } from "./choices.js";
import { widthOf, withoutOverlap } from "./labels.js";
import { stamp } from "./marks.js";

const MOST_LABELS = 40;
const MOST_PICTURES = 150;                          // on the stage: more of them would cover each other
const FRAME_PX = 2;
const BADGE_PX = 8;
const REAL_LARGER = 1.7;                            // than a sample's mark: a cross has little ink

export class MapCanvas {
  // `state`: by, legend, selected, dim, path, shape, line, news, picked, hover, cursor.
  constructor({ root, samples, reals, places, state, zoom, thumbs }, alt) {
    // below: the places of what lies faint under all else, where the samples are those of another step
    Object.assign(this, { root, samples, reals, places, state, zoom, thumbs, below: null });
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
    const few = thumbs.sheet && !zoom.isWhole ? placesShown(places, MOST_PICTURES) : null;
    this.isPictures = Boolean(few);
    if (few) this.drawPictures(context, few);
    else this.drawMarks(context);
  }

  // Half the width of a mark, px.
  get radius() {
    return radiusOf(this.samples.n, this.zoom);
  }

  // What is drawn by groups, the lowest first: [{ colour, shape, edge?, places, indices, radius }]. What is unlike all of the map is
  // hollow.
  layers() {
    const { samples: { n, isFar }, places, reals, below, state: { legend, by } } = this;
    const members = legend.list.map(() => []);
    const faint = [];
    for (let i = 0; i < n; i++) {
      const own = members[legend.of(i)];
      (own && this.isOn(i) ? own : faint).push(i);
    }
    // least confident last, so that they lie on top
    const order = members.map((_, group) => group);
    if (by === "confidence") order.reverse();
    const paper = this.colour("--st-background-color");
    const own = order.flatMap((group) => {
      const mark = { ...legend.list[group], places };
      if (!isFar) return [{ ...mark, indices: members[group] }];
      return [{ ...mark, colour: paper, edge: mark.colour, indices: members[group].filter((i) => isFar[i]) },
        { ...mark, indices: members[group].filter((i) => !isFar[i]) }];
    });
    const real = reals.isShown ? reals.groups(this.state, this.colour("--st-text-color"), this.colour("--st-text-color", 0.3)) : [];
    const pale = { colour: this.colour("--st-text-color", 0.13), shape: "circle" };
    const cross = { shape: "x", edge: paper, places: reals.places, radius: REAL_LARGER * this.radius };
    const ground = below ? [{ ...pale, places: below, indices: [...below.x.keys()], radius: radiusOf(below.n, this.zoom) }] : [];
    return [...ground, { ...pale, places, indices: faint }, ...own,
      ...real.map(([colour, indices]) => ({ ...cross, colour, indices }))]
      .map((layer) => ({ radius: this.radius, ...layer }));
  }

  drawMarks(context) {
    const image = context.createImageData(this.points.width, this.points.height);
    for (const layer of this.layers()) stamp(image, layer, layer.radius);
    context.putImageData(image, 0, 0);
  }

  drawPictures(context, indices) {
    const { places, reals, thumbs, state: { legend, by } } = this;
    const ink = this.colour("--st-text-color");
    context.clearRect(0, 0, places.width, places.height);
    for (const i of [...indices].sort((a, b) => this.isOn(a) - this.isOn(b))) {
      context.globalAlpha = this.isOn(i) ? 1 : 0.2;
      framed(context, thumbs, i, places, legend.list[legend.of(i)]?.colour ?? ink);
    }
    context.globalAlpha = 1;
    const real = reals.isShown ? placesShown(reals.places, MOST_PICTURES) : null;
    if (!reals.thumbs.sheet || !real) return;
    const paper = this.colour("--st-background-color");
    for (const j of real) {
      const corner = framed(context, reals.thumbs, j, reals.places, reals.colour(j, legend, by, ink));
      crossed(context, corner, ink, paper);
    }
  }

  // What was drawn around the samples of the last step, and what is made of it, belongs to that step.
  get drawn() {
    const { shape, line, news } = this.state;
    return this.below ? { shape: null, line: null, news: [] } : { shape, line, news };
  }

  drawOver() {
    const { places, state, drawn: { shape, line, news } } = this;
    if (!places.width) return;
    const context = fitCanvas(this.over, places.width, places.height);
    context.clearRect(0, 0, places.width, places.height);
    const ink = this.colour("--st-text-color");
    const accent = this.colour("--st-primary-color");
    const faint = this.colour("--st-primary-color", 0.12);
    if (shape) this.drawPath(context, shape.path, accent, faint);
    if (line) this.drawPath(context, line.path, accent);
    if (state.path?.length > 1) this.drawPath(context, state.path, accent, state.hand === "lasso" ? faint : null);
    for (const sample of news) this.drawNew(context, sample, accent, ink);
    for (const [i, size] of [[state.picked, 7], [state.hover, 5.5], [state.cursor, 7]]) {
      if (i >= 0 && i < places.n) ring(context, onPlace(places, i), size, ink);
    }
    if (this.reals.isShown && this.reals.hover >= 0) ring(context, onPlace(this.reals.places, this.reals.hover), 7, ink);
    if (line?.place) ring(context, places.onStage(line.place), 8, ink, accent);
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

  // What the stage shows, for a file (drawing.js). `map`: the view, whose legend and words go with it.
  scene({ reals, header, layouts, earlier }) {
    const { places, samples, state, labelled } = this;
    const { shape, line, news } = this.drawn;
    const [ink, accent] = [this.colour("--st-text-color"), this.colour("--st-primary-color")];
    const faint = this.colour("--st-primary-color", 0.12);
    const on = (path) => path.map((place) => places.onStage(place));
    const counts = samples.members(state.legend).map((members) => members.length);
    const legend = state.legend.list.map(({ name, colour, shape }, group) => ({ name, colour, shape, count: counts[group] }));
    if (reals.isShown) legend.push({ name: "Real pictures", colour: ink, shape: "x", count: reals.n });
    const layout = LAYOUT_WORDS[layouts.name][0];
    return {
      width: places.width, height: places.height, ink, paper: this.colour("--st-background-color"),
      font: getComputedStyle(this.root).fontFamily,
      image: this.isPictures ? this.points.toDataURL() : null,
      layers: this.layers().map(({ places: all, indices, ...mark }) => ({ ...mark,
        points: indices.filter((i) => all.isShown(i)).map((i) => onPlace(all, i)) })),
      lines: [...(shape ? [{ points: on(shape.path), stroke: accent, width: 1.5, fill: faint }] : []),
        ...(line ? [{ points: on(line.path), stroke: accent, width: 2.5 }] : [])],
      rings: [...news.map(({ place, inside }) =>
        ({ at: places.onStage(place), radius: 4, stroke: inside ? ink : accent, fill: inside ? accent : null })),
        ...(state.picked >= 0 && state.picked < places.n ? [{ at: onPlace(places, state.picked), radius: 7, stroke: ink }] : [])],
      labels: labelled, legend,
      caption: [`${header.name}, ${layout}: ${header.told}.`, earlier.isShown && earlier.told, reals.isShown && reals.told]
        .filter(Boolean).join(" "),
    };
  }

  drawLabels() {
    // the number of an expert, or the class, at the densest place of its points, as far as none covers another
    const { samples, places, state: { legend, by, dim } } = this;
    this.labels.replaceChildren();
    this.labelled = [];
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
      this.labelled.push({ text: short, at: place, colour });
    });
  }
}

// Half the width of one mark among n, px.
function radiusOf(n, zoom) {
  return (n > 2500 ? 2.1 : n > 800 ? 2.8 : 3.6) * Math.min(2, zoom.scale ** 0.3);
}

// The points on the stage; null where they are more than `most`.
function placesShown(places, most) {
  const found = [];
  for (let i = 0; i < places.n && found.length <= most; i++) if (places.isShown(i)) found.push(i);
  return found.length <= most ? found : null;
}

function onPlace(places, i) {
  return [places.x[i], places.y[i]];
}

// A small picture at its place, framed -> its corner.
function framed(context, thumbs, i, places, colour) {
  const { width, height } = thumbs.tile;
  const [left, top] = [Math.round(places.x[i] - width / 2), Math.round(places.y[i] - height / 2)];
  context.fillStyle = colour;
  context.fillRect(left - FRAME_PX, top - FRAME_PX, width + 2 * FRAME_PX, height + 2 * FRAME_PX);
  thumbs.put(context, i, left, top, 1);
  return [left, top];
}

// The mark of a real picture.
function crossed(context, [x, y], ink, paper) {
  context.fillStyle = paper;
  context.beginPath();
  context.arc(x, y, BADGE_PX, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = ink;
  context.beginPath();
  shapePath(context, "x", x, y, 0.6 * BADGE_PX);
  context.fill();
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
