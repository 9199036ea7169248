// A line drawn on the map becomes a film: through the noises of the samples along it, with a ribbon of who draws when.

import { oneHot } from "../live/draws.js";
import { Picture, wholeFactor } from "../live/picture.js";
import { expertName, percent } from "../live/words.js";
import { fitCanvas, make } from "../packet/packet.js";
import { between } from "./nearby.js";

const MOST_STOPS = 12;
const APART = 0.05;                                 // of the map's side, between two stops
const FILM_FRAMES = 96;                                  // of the ribbon, and of the slider
const FILM_MS = 6000;
const FILM_PX = 168;
const RIBBON_PX = 44;

// The samples along a path of the unit square, each once in a row: those nearest to places at equal steps.
export function stopsAlong(path, places) {
  const lengths = [0];
  for (let i = 1; i < path.length; i++) {
    lengths.push(lengths[i - 1] + Math.hypot(path[i][0] - path[i - 1][0], path[i][1] - path[i - 1][1]));
  }
  const whole = lengths[lengths.length - 1];
  const count = Math.max(2, Math.min(MOST_STOPS, Math.round(whole / APART) + 1));
  const stops = [];
  let at = 1;
  for (let s = 0; s < count; s++) {
    const length = (whole * s) / (count - 1);
    while (at < path.length - 1 && lengths[at] < length) at++;
    const t = lengths[at] > lengths[at - 1] ? (length - lengths[at - 1]) / (lengths[at] - lengths[at - 1]) : 0;
    const stop = places.nearestInUnit(...[0, 1].map((axis) => path[at - 1][axis] + t * (path[at][axis] - path[at - 1][axis])));
    if (!stops.includes(stop)) stops.push(stop);
  }
  return stops;
}

export class MapFilm {
  // `map`: samples, state, places, decoder, canvas, header, theme.
  constructor(element, map) {
    Object.assign(this, { element, map, t: 0 });
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
  }

  get isThere() {
    return Boolean(this.map.state.line && this.map.decoder && !this.map.decoder.why && this.stops.length > 1);
  }

  // After a line was drawn or taken away, or when the decoder has come.
  show() {
    const { map: { state, decoder, places }, element } = this;
    this.stop();
    element.replaceChildren();
    if (!state.line) return;
    this.stops = stopsAlong(state.line.path, places);
    const told = !decoder ? "Opening the model, to film along this line …" : decoder.why
      || (this.stops.length < 2 ? "Along this line lies one sample only: draw a longer one, from one group to another." : "");
    if (told) element.append(make("div", "quiet", told));
    else this.build();
  }

  build() {
    const { map } = this;
    this.t = 0;
    this.picture = new Picture(map.decoder.header.shape);
    this.picture.scale(wholeFactor(Math.max(this.picture.width, this.picture.height), FILM_PX) || 0.5);
    this.picture.canvas.setAttribute("role", "img");
    this.words = make("div", "facts");
    const top = make("div", "filmtop");
    top.append(this.picture.canvas, this.words);
    this.ribbon = make("canvas", "ribbon");
    this.ribbon.setAttribute("aria-hidden", "true");
    this.range = Object.assign(make("input"), { type: "range", min: 0, max: FILM_FRAMES, step: 1, value: 0 });
    this.range.setAttribute("aria-label", "film along the line");
    this.range.addEventListener("input", () => { this.stop(); this.go(Number(this.range.value) / FILM_FRAMES); });
    const row = make("div", "anewrow");
    const play = Object.assign(make("button", "action", "Play"), { type: "button", hidden: this.still });
    play.addEventListener("click", () => (this.playing ? this.stop() : this.play()));
    const close = Object.assign(make("button", "clear", "Clear the line"), { type: "button" });
    close.addEventListener("click", () => map.asks.draw(null));
    row.append(play, close);
    this.element.append(top, this.ribbon, this.range, row);
    this.drawRibbon();
    this.go(0);
  }

  play() {
    const from = this.t >= 1 ? 0 : this.t;
    const began = performance.now();
    const tick = (now) => {
      this.go(Math.min(1, from + Math.max(0, now - began) / FILM_MS));
      this.playing = this.t < 1 ? requestAnimationFrame(tick) : 0;
    };
    this.playing = requestAnimationFrame(tick);
  }

  // --- the film at t, from 0 to 1 ------------------------------------------------------------------------------------------

  // Between two stops: the way is even, and so is the change from one expert or class to another where chance chose them.
  at(t) {
    const { map: { decoder, samples }, stops } = this;
    const along = t * (stops.length - 1);
    const s = Math.min(stops.length - 2, Math.floor(along));
    const [a, b, share] = [stops[s], stops[s + 1], along - s];
    const blend = (of) => (of(a) ? Float32Array.from(of(a), (value, k) => (1 - share) * value + share * of(b)[k]) : undefined);
    const { chooses, n_experts: K } = decoder.header;
    const inputs = { noise: between(decoder.noise(a), decoder.noise(b), share), label: blend((i) => decoder.label(i)),
      mixtures: chooses ? blend((i) => oneHot(K, samples.expert[i])) : undefined };
    return { inputs, a, b, share };
  }

  weightsOf(inputs) {
    const { model, header } = this.map.decoder;
    return inputs.mixtures ?? (header.n_experts > 1 ? model.run(inputs, ["weights"]).weights : null);
  }

  go(t) {
    const { map: { decoder, samples, state, places, canvas } } = this;
    this.t = t;
    const { inputs, a, b, share } = this.at(t);
    this.picture.draw(decoder.model.run(inputs, ["images"]).images, 0);
    const weights = this.weightsOf(inputs);
    const lines = [`From sample ${this.stops[0]} to ${this.stops[this.stops.length - 1]} by ${this.stops.length} stops`];
    if (weights) {
      lines.push(...[...weights.keys()].sort((p, q) => weights[q] - weights[p]).slice(0, 2).filter((k) => weights[k] > 0.005)
        .map((k) => `${expertName(samples.word, k)}, ${percent(weights[k])}`));
    }
    this.words.replaceChildren(...lines.map((line) => make("div", "", line)));
    this.picture.canvas.setAttribute("aria-label", lines.join(", "));
    this.range.value = Math.round(t * FILM_FRAMES);
    const [from, to] = [places.at(a), places.at(b)];
    state.line.place = from.map((value, axis) => value + share * (to[axis] - value));
    canvas.drawOver();
  }

  // Who draws when: every expert a band in its colour, as wide as its weight.
  drawRibbon() {
    const { map: { header, theme, samples }, ribbon } = this;
    ribbon.hidden = samples.K < 2;
    if (ribbon.hidden) return;
    const width = Math.max(120, Math.floor(this.element.clientWidth) || 280);
    const context = fitCanvas(ribbon, width, RIBBON_PX);
    for (let f = 0; f < FILM_FRAMES; f++) {
      const weights = this.weightsOf(this.at(f / (FILM_FRAMES - 1)).inputs);
      let top = 0;
      weights.forEach((weight, k) => {
        context.fillStyle = header.colours[theme][k];
        context.fillRect((f * width) / FILM_FRAMES, top, width / FILM_FRAMES + 1, weight * RIBBON_PX);
        top += weight * RIBBON_PX;
      });
    }
  }
}
