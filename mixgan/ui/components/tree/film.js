// The film of a push: from the sample to the boundary of the chosen gate and as far beyond, while the whole tree follows;
// below it the same length in a random direction, so that one sees whether it is the push or merely its size.

import { Picture, wholeFactor } from "../live/picture.js";
import { button, percent, write } from "../live/view.js";
import { make } from "../packet.js";
import { countFlips, dot, filmAt, movedAlong } from "./push.js";
import { UNUSED } from "./words.js";

const STRIP = 9;                                    // frames of a strip: the fifth is the boundary
const END = 2;                                      // of the film; 1 is the boundary
const PLAY_MS = 4000;
const STRIP_PX = 34;                                // a frame of the strip, and the picture beside it
const LIVE_PX = 64;
const PAINT_MS = 5;                                 // of a frame

export class Film {
  constructor(view, kept) {
    this.view = view;
    Object.assign(this, { open: false, keep: false, t: 0, ...kept });
    this.handle = 0;
    this.pending = [];
    this.told ??= "null";
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.button = button(view, "Push across this gate", "push", () => this.toggle());
    this.root = make("div", "film");
    this.root.append(this.strips(), this.lives(), this.words());
  }

  state() {
    return { open: this.open, keep: this.keep, t: this.t, told: this.told };
  }

  // --- parts --------------------------------------------------------------------------------------------------------

  strips() {
    const block = make("div", "strips");
    this.rows = ["pushed", "random"].map((name) => {
      const row = make("div", `strip ${name}`);
      row.setAttribute("role", "img");
      const pictures = Array.from({ length: STRIP }, () => this.picture(row, STRIP_PX));
      block.append(row);
      return { row, pictures };
    });
    this.range = make("input", "scrub");
    Object.assign(this.range, { type: "range", min: 0, max: END, step: 0.02, value: this.t });
    this.range.setAttribute("aria-label", "film of the push");
    this.range.dataset.key = "film";
    this.view.listen(this.range, "input", () => { this.pause(); this.go(Number(this.range.value)); });
    this.view.listen(this.range, "change", () => { this.view.label(); this.tell(); });
    this.view.listen(this.range, "keydown", (event) => event.stopPropagation());
    block.append(this.range);
    return block;
  }

  lives() {
    const block = make("div", "lives");
    this.live = ["pushed", "random, same length"].map((name) => {
      const figure = make("div", "live-picture");
      const picture = this.picture(figure, LIVE_PX);
      figure.append(make("div", "caption", name));
      block.append(figure);
      return picture;
    });
    return block;
  }

  picture(parent, room) {
    const picture = new Picture(this.view.shape);
    picture.scale(wholeFactor(Math.max(picture.width, picture.height), room) || 0.5);
    parent.append(picture.canvas);
    return picture;
  }

  words() {
    const block = make("div", "words");
    const hands = make("div", "hands");
    this.play = button(this.view, "Play", "play", () => (this.handle ? this.rest() : this.start()));
    this.play.hidden = this.still;                  // the scrubber does the same at the hand's own speed
    const label = make("label", "keep");
    this.box = make("input");
    Object.assign(this.box, { type: "checkbox", checked: this.keep });
    this.box.dataset.key = "keep-above";
    this.view.listen(this.box, "change", () => { this.keep = this.box.checked; this.view.invalidate(); this.view.settle(); this.tell(); });
    label.append(this.box, make("span", "", "keep the gates above"));
    this.label = label;
    hands.append(this.play, label);
    this.text = make("div", "said");
    block.append(hands, this.text);
    return block;
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  // A push needs gates that are planes of the noise, one sample, and a gate that nobody holds.
  get able() {
    const { planes, mode, selected, N, forced } = this.view;
    return Boolean(planes) && mode === "sample" && selected < N && !forced.has(selected);
  }

  get active() {
    return this.open && this.able;
  }

  // To the server, when the hand rests: how far this sample is pushed, or that it is not (any more).
  tell() {
    const { view } = this;
    const state = this.active && this.t > 0 ? { node: view.form.path(view.selected), t: this.t, keep: this.keep } : null;
    if (JSON.stringify(state) === this.told) return;
    this.told = JSON.stringify(state);
    view.send("push", state);
  }

  toggle() {
    this.open = !this.open;
    this.rewind();
    this.show();
    this.view.arrange();
    this.view.invalidate();
    this.view.settle();
  }

  // Button and panel, as the selection and the mode allow.
  show() {
    const { planes, mode, selected, N } = this.view;
    this.button.hidden = !planes || mode !== "sample";
    this.button.disabled = !this.able;
    this.button.title = selected >= N ? "A leaf has no gate: choose a node above" : this.able ? "" : "Free this gate first";
    this.button.setAttribute("aria-expanded", String(this.active));
    write(this.button, this.active ? "Close the push" : "Push across this gate");
    this.root.hidden = !this.active;
    this.label.hidden = selected === 0;
    this.view.lowered = this.active;
  }

  rewind() {
    this.go(0);
    this.rest();
  }

  rest() {
    this.pause();
    this.tell();
  }

  go(t) {
    this.t = t;
    this.range.value = t;
    const where = t === 1 ? "at the boundary" : t < 1 ? `${percent(t)} of the way to the boundary` : `${percent(t - 1)} beyond`;
    this.range.setAttribute("aria-valuetext", where);
    this.view.invalidate();
  }

  start() {
    if (this.t >= END) this.go(0);
    let last = performance.now();
    const step = (now) => {
      const t = Math.min(END, this.t + (END * Math.max(0, now - last)) / PLAY_MS);
      last = now;
      this.go(t);
      if (t < END && this.active) this.handle = requestAnimationFrame(step);
      else this.rest();
    };
    this.handle = requestAnimationFrame(step);
    write(this.play, "Pause");
  }

  pause() {
    if (this.handle) {
      cancelAnimationFrame(this.handle);
      this.view.settle();
    }
    this.handle = 0;
    write(this.play, "Play");
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  // Where the push has brought `noise` (Z,) by now.
  pushed(noise) {
    if (!this.active) return noise;
    const { planes, selected: node, form } = this.view;
    this.noise = Float64Array.from(noise);
    this.above = this.keep ? form.above(node) : [];
    this.now = filmAt(planes, this.noise, node, this.t, this.above);
    return this.plus(this.now.delta);
  }

  plus(delta) {
    return Float32Array.from(this.noise, (value, i) => value + delta[i]);
  }

  // As far as the push, along this sample's random direction.
  astray({ length }) {
    const { control, at } = this.view;
    const direction = control[at % control.length];
    const size = Number.isFinite(length) ? length / Math.sqrt(dot(direction, direction)) : 0;
    return this.plus(direction.map((value) => size * value));
  }

  // Strips and words where sample, gate or rule have changed; the picture beside them at every frame.
  finish() {
    if (!this.active) return;
    const { planes, selected: node, forced, temperature } = this.view;
    const key = [node, this.keep, temperature, [...forced], this.noise].join();
    if (key !== this.key) {
      this.key = key;
      const frames = Array.from({ length: STRIP }, (_, i) => filmAt(planes, this.noise, node, (END * i) / (STRIP - 1), this.above));
      this.pending = frames.flatMap((frame, i) => [
        [this.rows[0].pictures[i], this.plus(frame.delta)], [this.rows[1].pictures[i], this.astray(frame)]]);
      this.say(frames[(STRIP - 1) / 2], frames[STRIP - 1]);
    }
    this.draw(this.live[0], this.plus(this.now.delta));
    this.draw(this.live[1], this.astray(this.now));
    const start = performance.now();
    while (this.pending.length && performance.now() - start < PAINT_MS) this.draw(...this.pending.shift());
    if (this.pending.length) this.view.invalidate([]);
  }

  draw(picture, noise) {
    picture.draw(this.view.sampleAt(noise), 0);
  }

  // --- words --------------------------------------------------------------------------------------------------------

  say(boundary, end) {
    const { planes, selected: node } = this.view;
    const name = node ? this.view.name(node) : "the root";
    const lines = [];
    if (!Number.isFinite(boundary.length)) {
      lines.push(this.keep && dot(planes[node].v, planes[node].v) > 0
        ? "No push crosses this gate while the gates above keep their side."
        : "No push crosses this gate: it does not look at the noise.");
    } else {
      const norm = Math.sqrt(dot(this.noise, this.noise));
      const share = norm > 0 ? `, ${percent(boundary.length / norm)} of the noise's own length` : "";
      lines.push(`A push of ${boundary.length.toFixed(2)}${share}, brings the gate at ${name} to its boundary.`);
      lines.push(this.control(node, end));
      const others = movedAlong(planes, this.noise, node, boundary.delta).map((gate) => this.view.name(gate));
      lines.push(others.length ? `Gates that turn along with it: ${others.join(", ")}.` : "No other gate turns along with it.");
      const passes = this.view.route(Float32Array.from(this.noise)).masses[node];
      if (passes < UNUSED) lines.push("This sample hardly passes here (under 1 %), so its own picture changes little.");
      if (this.view.sameBelow(node, Float32Array.from(this.noise))) lines.push("Both sides draw the same picture here: there is nothing to see in crossing.");
    }
    this.said = lines.join(" ");
    write(this.text, this.said);
    const finite = Number.isFinite(boundary.length);
    this.range.disabled = this.play.disabled = !finite;
    this.rows[0].row.setAttribute("aria-label", `${STRIP} pictures from this sample across ${name} and as far beyond`);
    this.rows[1].row.setAttribute("aria-label", `${STRIP} pictures as far along a random direction`);
  }

  // At the length of the smallest push itself no other direction can flip the gate, so the control has the whole film's.
  control(node, { length }) {
    const { planes, control } = this.view;
    const n = countFlips(planes, this.noise, node, length, control);
    return `Of ${control.length} random pushes as long as the whole film (${length.toFixed(2)}), ${n || "none"} ${
      n === 1 ? "flips" : n ? "flip" : "flips"} it.`;
  }
}
