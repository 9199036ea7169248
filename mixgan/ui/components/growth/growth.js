// When did the experts come apart? The same noise through each of them, and under the slider the generator itself, as it was at
// a step of its training. Sends `step` when the slider rests.

import { frameOf } from "../experts/frame.js";
import { SampleWeights } from "../experts/weights.js";
import { mountLive } from "../live/live.js";
import { noisePad } from "../live/pad.js";
import { button, setProperty, write } from "../live/parts.js";
import { isBetween, Picture, steppedFactor } from "../live/picture.js";
import { percent } from "../live/words.js";
import { make } from "../packet/packet.js";
import { GrowthCurve } from "./curve.js";
import { fetched, Steps } from "./steps.js";

const PLAY_MS = 350;                                // of a step, when they play by themselves
const LABEL_PX = 96;                                // the words and the share beside a row
const GAP_PX = 6;
const MOST_PX = 64;                                 // the most that a picture may take on a page
const ABOVE_PX = 360;                               // of the window: what stands above the first row
const ROOM_PX = 20;                                 // below the mixture's row

export default function (component) {
  return mountLive(component, ".growth", GrowthView);
}

class GrowthView {
  constructor(live) {
    this.live = live;
    const { moments, places, at } = live.given;
    this.moments = moments;
    this.K = live.model.header.n_experts;
    this.weights = new SampleWeights(live, { K: this.K, off: new Set(), mode: "reroute" });
    const root = document.location.href.replace(/[^/]*$/, "");
    // a file has them in itself
    const programAt = live.recall("programAt", (i) => fetched(new URL(places[i].replace(/^\//, ""), root).href));
    this.steps = new Steps(moments.length, programAt,
      (i) => { if (i === this.at) this.open(); }, (i) => { if (i === this.at) this.missing(); });
    this.at = live.carried("at", at);
  }

  keep() {
    return { at: this.at };
  }

  build() {
    const { live } = this;
    const { root, given } = live;
    root.querySelector(".side").replaceChildren(noisePad(live, () => this.weights.forget()).root);
    this.slider = make("input", "");
    Object.assign(this.slider, { type: "range", min: 0, max: this.moments.length - 1, step: 1, value: this.at });
    this.slider.dataset.key = "step";
    this.slider.setAttribute("aria-label", "step of the training");
    live.listen(this.slider, "input", () => { this.pause(); this.go(Number(this.slider.value)); });
    live.listen(this.slider, "change", () => this.rest());
    this.curve = new GrowthCurve(given.lines, given.jump);
    this.title = make("span", "stepname");
    this.player = button(live, "play", "play", () => (this.playing ? this.pause(true) : this.play()));
    root.querySelector(".bar").replaceChildren(this.title, this.player, make("span", "meter"));
    root.querySelector(".track").replaceChildren(this.slider, this.curve.element);
    this.matrix();
    write(root.querySelector(".note"), given.note);
    this.go(this.at);
  }

  matrix() {
    const rows = [this.row(-1, "the mixture"), ...this.live.given.rows.map((name, k) => this.row(k, name))];
    this.rows = rows.slice(1);
    this.live.root.querySelector(".matrix").replaceChildren(...rows.map((row) => row.element));
  }

  row(k, name) {
    const element = make("div", k < 0 ? "row mixture" : "row");
    const label = make("div", "label");
    if (k >= 0) label.append(this.live.mark(k));
    label.append(make("span", "name", name));
    const strip = make("div", "strip");
    strip.setAttribute("role", "img");
    strip.setAttribute("aria-label", `${this.weights.draws.n} noise vectors, drawn by ${name}`);
    const cells = this.weights.columns.map((j) => {
      const picture = new Picture(this.live.model.header.shape);
      const frame = make("div", "cell");
      frame.append(picture.canvas);
      strip.append(frame);
      return this.live.addCell({ picture, frame, k, j, first: k < 0 });
    });
    const share = make("span", "share");
    element.append(label, strip, share);
    return { element, cells, share };
  }

  arrange() {
    const { live } = this;
    const { picture } = live.cells[0];
    const beside = live.width >= 720 * live.unit;
    live.root.classList.toggle("beside", beside);
    const n = this.weights.draws.n;
    this.curve.arrange(this.slider.clientWidth, live.unit);
    const native = Math.max(picture.width, picture.height);
    const wide = (live.width - 2 * LABEL_PX * live.unit) / n - GAP_PX;
    // on a slide all rows are on it; on a page the first screen may end before the last one
    const top = live.root.querySelector(".matrix").offsetTop;
    const high = ((live.height ? live.height - top : window.innerHeight - ABOVE_PX) - ROOM_PX) / (this.K + 1) - GAP_PX;
    const factor = steppedFactor(native, Math.min(wide, live.height ? high : Math.min(MOST_PX, Math.max(native, high)))) || 1;
    live.root.classList.toggle("between", isBetween(factor));
    for (const cell of live.cells) cell.picture.scale(factor);
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  prepare() {
    this.weights.prepare();
  }

  paint({ picture, k, j }) {
    const unused = k >= 0 && this.weights.isUnused(j, k);
    picture.draw(this.weights.pictures(j, k), 0, unused ? this.live.paper : null);
  }

  finish() {
    for (const { frame, k, j } of this.live.cells) {
      const { winner, weights } = { winner: this.weights.winner(j), weights: this.weights.weights[j] };
      frameOf(frame, k < 0 ? winner : k, weights[k < 0 ? winner : k]);
    }
  }

  label() {
    const { step } = this.moments[this.at];
    this.slider.setAttribute("aria-valuetext", `step ${step.toLocaleString("en")}: ${this.curve.say(this.at)}`);
  }

  // --- the step -----------------------------------------------------------------------------------------------------

  go(i) {
    this.at = i;
    this.slider.value = i;
    this.curve.show(i);
    const { step, shares } = this.moments[i];
    write(this.title, `step ${step.toLocaleString("en")}`);
    this.rows.forEach((row, k) => {
      write(row.share, percent(shares[k]));
      setProperty(row.share, "--used", String(Math.min(1, shares[k] * this.K / 2)));
    });
    this.steps.want(i);
    this.open();
  }

  // The generator of the step, where it is here; else the one before stays until it has come.
  open() {
    const model = this.steps.at(this.at);
    this.live.root.classList.toggle("waits", !model);
    if (!model || model === this.live.model) return;
    this.live.model = model;
    this.weights.forget();
    this.live.invalidate();
  }

  missing() {
    this.live.say(`The generator of step ${this.moments[this.at].step.toLocaleString("en")} cannot be fetched: reload the page.`);
  }

  rest() {
    this.label();
    this.live.send("step", this.moments[this.at].step);
  }

  play() {
    const from = this.at < this.moments.length - 1 ? this.at : 0;
    write(this.player, "stop");
    this.go(from);
    this.playing = setInterval(() => {
      if (!this.steps.at(this.at)) return;          // it has not come yet
      if (this.at < this.moments.length - 1) this.go(this.at + 1);
      else this.pause(true);
    }, PLAY_MS);
  }

  pause(rests = false) {
    if (!this.playing) return;
    clearInterval(this.playing);
    this.playing = 0;
    write(this.player, "play");
    if (rests) this.rest();
  }

  stop() {
    clearInterval(this.playing);
    this.steps.stop();
  }
}
