// New samples near those that were chosen, and where they land; beside them plain draws, which is what chance would give.

import { Picture } from "../live/picture.js";
import { expertName, percent, plural } from "../live/words.js";
import { fitCanvas, make } from "../packet/packet.js";
import { isWithin } from "./places.js";
import { LEAST_CHOSEN, Sampler } from "./sampler.js";

export const NEW = 64;
export const PLAIN = 256;
const OWN = 64;
const MAJORITY = 6;                                 // of ten neighbours
const HALF_WAY = 0.5;                                    // at first: half way from the chosen ones to the Gaussian
const SHEET_ACROSS = 8;
const FRAMED_PX = 4;
const SAMPLING_MS = 8;                                // of a frame

export class Anew {
  // `map`: samples, state, places, decoder, landing, canvas, root, header, listen.
  constructor(element, map) {
    Object.assign(this, { element, map, far: HALF_WAY, seed: 0, plain: [], own: [], sampler: new Sampler(map) });
  }

  stop() {
    cancelAnimationFrame(this.frame);
  }

  // After a change of what is chosen, or when the decoder has come.
  show() {
    const { map: { state, decoder }, element } = this;
    this.clear();
    element.replaceChildren();
    if (!state.selected) return;
    this.chosen = [...state.selected.keys()].filter((i) => state.selected[i]);
    const told = this.whyNot(decoder);
    if (told) {
      element.append(make("div", "quiet", told));
      return;
    }
    this.build();
  }

  whyNot(decoder) {
    if (!decoder) return "Opening the model, to sample near these …";
    if (decoder.why) return decoder.why;
    if (this.chosen.length >= LEAST_CHOSEN) return "";
    return `${this.chosen.length} chosen: sampling anew needs at least ${LEAST_CHOSEN}. Draw around more, or add some with Shift and a click.`;
  }

  build() {
    const row = make("div", "anewrow");
    const button = Object.assign(make("button", "action", `Sample ${NEW} anew`), { type: "button" });
    button.addEventListener("click", () => { this.seed++; this.start(); });
    const label = make("label", "far");
    const range = Object.assign(make("input"), { type: "range", min: 0, max: 1, step: 0.05, value: this.far });
    range.setAttribute("aria-label", "how far from the chosen samples");
    range.addEventListener("input", () => { this.far = Number(range.value); if (this.seed) this.start(); });
    label.append(make("span", "", "near"), range, make("span", "", "far"));
    row.append(button, label);
    this.line = make("div", "landed");
    this.line.setAttribute("role", "status");
    this.canvas = make("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.hidden = true;
    this.map.point(this.canvas, (place) => this.pointAt(place));
    this.element.append(row, this.line, this.canvas);
  }

  clear() {
    this.stop();
    this.map.state.news = [];
    this.own = [];
    this.map.canvas.drawOver();
  }

  // --- sampling: some in every frame -------------------------------------------------------------------------------------

  start() {
    this.clear();
    this.sampler.choose(this.chosen, this.seed);
    for (const sample of this.plain) this.placed(sample);           // they may be those of another choice
    this.began = performance.now();
    this.step();
  }

  // New ones first, then what they are compared with: plain draws, made once, and the chosen ones themselves.
  step() {
    const { sampler, plain, own, map: { state: { news } } } = this;
    const kinds = [[news, NEW, () => sampler.near(this.far)], [plain, PLAIN, () => sampler.plainly()], [own, OWN, () => sampler.again()]];
    const until = performance.now() + SAMPLING_MS;
    for (const [list, count, make] of kinds) {
      while (list.length < count && performance.now() < until) list.push(this.placed(make()));
    }
    this.isDone = kinds.every(([list, count]) => list.length === count);
    this.draw();
    if (this.isDone) this.took = performance.now() - this.began;
    else this.frame = requestAnimationFrame(() => this.step());
  }

  // Where it lies in the layout of now, and whether that is inside of what was chosen: of the lasso, or else among the chosen ones.
  placed(sample) {
    const { places, state: { selected, shape } } = this.map;
    sample.place = places.mean(sample.neighbours);
    sample.inside = shape ? isWithin(shape.path, sample.place)
      : sample.neighbours.reduce((sum, i) => sum + selected[i], 0) >= MAJORITY;
    return sample;
  }

  // The layout has changed, or the choice of what counts as inside.
  placeAgain() {
    if (!this.map.state.selected) return;
    for (const sample of [...this.map.state.news, ...this.plain, ...this.own]) this.placed(sample);
    if (this.map.state.news.length) this.draw();
  }

  // --- what is seen ------------------------------------------------------------------------------------------------------

  draw() {
    const { state: { news, shape }, canvas, decoder } = this.map;
    canvas.drawOver();
    const picture = new Picture(decoder.header.shape);
    const [w, h] = [picture.width + 2 * FRAMED_PX, picture.height + 2 * FRAMED_PX];
    this.tile = { w, h };
    this.canvas.hidden = false;
    const context = fitCanvas(this.canvas, SHEET_ACROSS * w, Math.ceil(NEW / SHEET_ACROSS) * h);
    context.clearRect(0, 0, SHEET_ACROSS * w, Math.ceil(NEW / SHEET_ACROSS) * h);
    const frame = canvas.colour("--st-primary-color");
    news.forEach((sample, j) => {
      const [x, y] = [(j % SHEET_ACROSS) * w, Math.floor(j / SHEET_ACROSS) * h];
      if (sample.inside) {
        context.fillStyle = frame;
        context.fillRect(x + 1, y + 1, w - 2, h - 2);
      }
      picture.draw(sample.images, 0);
      context.drawImage(picture.canvas, x + FRAMED_PX, y + FRAMED_PX);
    });
    const words = this.words(news, shape ? "inside the line" : "among the chosen ones");
    this.canvas.setAttribute("aria-label", words);
    if (this.line.textContent !== words) this.line.textContent = words;
  }

  words(news, where) {
    const share = (list) => {
      const inside = list.filter((one) => one.inside).length;
      return `${inside} of ${list.length} (${percent(inside / list.length)})`;
    };
    if (news.length < NEW) return `${news.length} of ${NEW} …`;
    const landed = `${share(news)} landed ${where}.`;
    if (!this.isDone) return `${landed} …`;
    return `${landed} Plain draws: ${share(this.plain)}. The chosen ones themselves, placed the same way: ${share(this.own)}.`;
  }

  // Counts inside of what was chosen, and how far from it they were drawn; null until all are there.
  get landed() {
    const { news } = this.map.state;
    if (!news.length || !this.isDone) return null;
    const inside = (list) => ({ inside: list.filter((one) => one.inside).length, of: list.length });
    return { far: this.far, new: inside(news), plain: inside(this.plain), chosen_again: inside(this.own) };
  }

  // Over the sheet: its ring on the map grows.
  pointAt(place) {
    const { state: { news }, canvas, samples } = this.map;
    const at = place ? Math.floor(place[1] / this.tile.h) * SHEET_ACROSS + Math.floor(place[0] / this.tile.w) : -1;
    news.forEach((sample, j) => { sample.pointed = j === at; });
    this.canvas.title = news[at] && samples.K > 1 ? expertName(samples.word, news[at].expert) : "";
    canvas.drawOver();
  }
}
