// The film of a push, while the whole tree follows: a strip, a slider and two pictures, and below them the same length in a
// random direction.

import { button, write } from "../live/parts.js";
import { Picture, wholeFactor } from "../live/picture.js";
import { make } from "../packet/packet.js";
import { TreePanel } from "./panel.js";
import { END } from "./pushed.js";

const STRIP = 9;                                    // frames of a strip: the fifth is the boundary
const PLAY_MS = 4000;
const STRIP_PX = 34;                                // a frame of the strip, and the picture beside it
const LIVE_PX = 64;
const PAINT_MS = 5;                                 // of a frame

export class Film extends TreePanel {
  constructor(live, { state, push, sample, words }, onRoom) {
    super(live, push, onRoom);
    Object.assign(this, { state, push, sample, words });
    this.handle = 0;
    this.pending = [];
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.button = button(live, "Push across this gate", "push", () => this.toggle());
    this.root = make("div", "film");
    this.root.append(this.strips(), this.lives(), this.wordsBlock());
  }

  // --- elements -----------------------------------------------------------------------------------------------------

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
    Object.assign(this.range, { type: "range", min: 0, max: END, step: 0.02, value: this.push.t });
    this.range.setAttribute("aria-label", "film of the push");
    this.range.dataset.key = "film";
    this.live.listen(this.range, "input", () => { this.pause(); this.go(Number(this.range.value)); });
    this.live.listen(this.range, "change", () => { this.live.view.label(); this.tell(); });
    this.live.listen(this.range, "keydown", (event) => event.stopPropagation());
    block.append(this.range);
    return block;
  }

  lives() {
    const block = make("div", "lives");
    this.pair = ["pushed", "random, same length"].map((name) => {
      const figure = make("div", "live-picture");
      const picture = this.picture(figure, LIVE_PX);
      figure.append(make("div", "caption", name));
      block.append(figure);
      return picture;
    });
    return block;
  }

  picture(parent, room) {
    const picture = new Picture(this.live.model.header.shape);
    picture.scale(wholeFactor(Math.max(picture.width, picture.height), room) || 0.5);
    parent.append(picture.canvas);
    return picture;
  }

  wordsBlock() {
    const block = make("div", "words");
    const hands = make("div", "hands");
    this.play = button(this.live, "Play", "play", () => (this.handle ? this.rest() : this.start()));
    this.play.hidden = this.still;                  // the scrubber does the same at the hand's own speed
    this.keepLabel = make("label", "keep");
    const box = make("input");
    Object.assign(box, { type: "checkbox", checked: this.push.keep });
    box.dataset.key = "keep-above";
    this.live.listen(box, "change", () => {
      this.push.keep = box.checked;
      this.live.invalidate();
      this.live.settle();
      this.tell();
    });
    this.keepLabel.append(box, make("span", "", "keep the gates above"));
    hands.append(this.play, this.keepLabel);
    this.text = make("div", "said");
    block.append(hands, this.text);
    return block;
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  tell() {
    const news = this.push.news();
    if (news !== undefined) this.live.send("push", news);
  }

  // Button and panel, as the selection and the mode allow.
  show() {
    const { push, state } = this;
    this.button.hidden = !push.isOffered;
    this.button.disabled = !push.isAble;
    const why = push.isAble ? "" : "Free this gate first";
    this.button.title = state.isLeaf(state.selected) ? "A leaf has no gate: choose a node above" : why;
    this.button.setAttribute("aria-expanded", String(push.isActive));
    write(this.button, push.isActive ? "Close the push" : "Push across this gate");
    this.root.hidden = !push.isActive;
    this.keepLabel.hidden = state.selected === 0;
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
    this.push.t = t;
    this.range.value = t;
    this.range.setAttribute("aria-valuetext", this.words.film(t));
    this.live.invalidate();
  }

  start() {
    if (this.push.t >= END) this.go(0);
    let last = performance.now();
    const step = (now) => {
      const t = Math.min(END, this.push.t + (END * Math.max(0, now - last)) / PLAY_MS);
      last = now;
      this.go(t);
      if (t < END && this.push.isActive) this.handle = requestAnimationFrame(step);
      else this.rest();
    };
    this.handle = requestAnimationFrame(step);
    write(this.play, "Pause");
  }

  pause() {
    if (this.handle) {
      cancelAnimationFrame(this.handle);
      this.live.settle();
    }
    this.handle = 0;
    write(this.play, "Play");
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  // Strips and words where sample, gate or rule have changed; the picture beside them at every frame.
  finish() {
    const { push, state } = this;
    if (!push.isActive) return;
    const key = [state.selected, push.keep, state.temperature, [...state.forced], push.noise].join();
    if (key !== this.key) {
      this.key = key;
      const frames = Array.from({ length: STRIP }, (_, i) => push.at((END * i) / (STRIP - 1)));
      this.pending = frames.flatMap((frame, i) => [
        [this.rows[0].pictures[i], push.along(frame)], [this.rows[1].pictures[i], push.astray(frame)]]);
      this.say(frames[(STRIP - 1) / 2]);
    }
    this.draw(this.pair[0], push.along(push.now));
    this.draw(this.pair[1], push.astray(push.now));
    const start = performance.now();
    while (this.pending.length && performance.now() - start < PAINT_MS) this.draw(...this.pending.shift());
    if (this.pending.length) this.live.invalidate([]);
  }

  draw(picture, noise) {
    picture.draw(this.sample.pictureAt(noise), 0);
  }

  say(boundary) {
    write(this.text, this.words.push(this.push, boundary));
    this.range.disabled = this.play.disabled = !Number.isFinite(boundary.length);
    const name = this.words.gateName(this.state.selected);
    this.rows[0].row.setAttribute("aria-label", `${STRIP} pictures from this sample across ${name} and as far beyond`);
    this.rows[1].row.setAttribute("aria-label", `${STRIP} pictures as far along a random direction`);
  }
}
