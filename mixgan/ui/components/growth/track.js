// A slider over the steps of a training, with their curve on its axis and a player, and of a run under way the newest to follow.
// Sends `step` when the hand rests: -1 while the newest is followed.

import { make } from "../packet/packet.js";
import { GrowthCurve } from "./curve.js";
import { Player } from "./player.js";

export class Track {
  // `view`: go(i) when a step is chosen, ready(i) whether it can be shown. What the page says (`live.given`): of, moments [{step}],
  // at, axis (places of the slider), live, follows, lines and jump of the curve.
  constructor(live, view) {
    Object.assign(this, { live, view });
    const { given, kept } = live;
    const isSame = kept.of === given.of;            // the same model: the page says only what is new
    this.at = isSame ? this.indexOf(kept.step) : given.at;
    this.follows = isSame ? kept.follows : given.follows;
  }

  keep() {
    return { of: this.live.given.of, step: this.step, follows: this.follows };
  }

  get moments() {
    return this.live.given.moments;
  }

  get last() {
    return this.moments.length - 1;
  }

  get step() {
    return this.moments[this.at].step;
  }

  // The place of a step, or of the first one after it.
  indexOf(step) {
    const found = this.moments.findIndex((one) => one.step >= step);
    return found < 0 ? this.last : found;
  }

  ready(i) {
    return this.view.ready(i);
  }

  // Fills the place of the slider and that of the player; `more` parts stand behind it.
  build(before, more) {
    const { live } = this;
    this.slider = make("input", "");
    Object.assign(this.slider, { type: "range", min: 0, step: 1 });
    this.slider.dataset.key = "step";
    this.slider.setAttribute("aria-label", "step of the training");
    live.listen(this.slider, "input", () => { this.player.pause(); this.take(Math.min(this.last, Number(this.slider.value))); });
    live.listen(this.slider, "change", () => this.rest());
    this.curve = new GrowthCurve(live.given.lines);
    this.player = new Player(live, this);
    live.root.querySelector(".bar").replaceChildren(...before, ...this.player.parts, this.follower(), ...more);
    live.root.querySelector(".track").replaceChildren(this.slider, this.curve.element);
    this.measure();
  }

  follower() {
    const label = make("label", "follow");
    this.box = make("input");
    this.box.type = "checkbox";
    this.live.listen(this.box, "change", () => {
      this.player.pause();
      this.follows = this.box.checked;
      if (this.follows) this.go(this.last);
      this.rest();
    });
    label.append(this.box, make("span", "", "follow live"));
    return label;
  }

  // What depends on how many steps there are.
  measure() {
    const { given } = this.live;
    this.slider.max = Math.max(given.axis, this.moments.length) - 1;
    this.curve.take(given.lines, given.jump, Number(this.slider.max) + 1);
    this.box.parentElement.hidden = !given.live;
    this.box.checked = this.follows;
  }

  // Of a run under way: more steps, and nothing else. What is looked at stays.
  grows(given, packet) {
    if (given.of !== this.live.given.of) return false;
    const { step } = this;
    Object.assign(this.live, { given, packet });
    this.at = this.follows ? this.last : this.indexOf(step);
    this.measure();
    return true;
  }

  arrange(low = false) {
    this.curve.arrange(this.slider.clientWidth, this.live.unit, low);
  }

  // By the hand, or as they play: the newest is followed no longer.
  take(i) {
    this.follows = this.box.checked = false;
    this.go(i);
  }

  go(i) {
    this.at = i;
    this.slider.value = i;
    this.curve.show(i);
    this.view.go(i);
  }

  rest() {
    this.live.view.label();
    this.live.send("step", this.follows ? -1 : this.step);
  }

  label(words) {
    this.slider.setAttribute("aria-valuetext", `step ${this.step.toLocaleString("en")}: ${words ?? this.curve.say(this.at)}`);
  }

  stop() {
    this.player.pause();
  }
}
