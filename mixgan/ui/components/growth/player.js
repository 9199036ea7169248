// Steps that play by themselves: back, play, on, and how fast. A step that is not here yet is waited for.

import { button, segmented, write } from "../live/parts.js";

export const SPEEDS = { slow: 1200, usual: 350, fast: 90 };    // ms of a step

export class Player {
  // `view`: at, last (numbers of steps), take(i), rest() and ready(i).
  constructor(live, view) {
    Object.assign(this, { live, view, speed: "usual" });
    const move = (by) => () => { this.pause(); this.to(view.at + by); view.rest(); };
    this.player = button(live, "play", "play", () => (this.playing ? this.pause(true) : this.play()));
    this.player.classList.add("playword");
    const speeds = segmented(live, "Speed", Object.keys(SPEEDS).map((name) => [name, name]), this.speed, (name) => this.take(name));
    this.parts = [this.named("‹", "back", "One step back", move(-1)), this.player, this.named("›", "on", "One step on", move(1)), speeds];
  }

  named(text, key, title, click) {
    const element = button(this.live, text, key, click);
    element.title = title;
    element.setAttribute("aria-label", title);
    return element;
  }

  to(i) {
    this.view.take(Math.min(this.view.last, Math.max(0, i)));
  }

  take(speed) {
    this.speed = speed;
    if (this.playing) this.run();
  }

  play() {
    this.to(this.view.at < this.view.last ? this.view.at : 0);
    write(this.player, "stop");
    this.run();
  }

  run() {
    clearInterval(this.playing);
    this.playing = setInterval(() => this.tick(), SPEEDS[this.speed]);
  }

  tick() {
    const { view } = this;
    if (!view.ready(view.at)) return;
    if (view.at < view.last) view.take(view.at + 1);
    else this.pause(true);
  }

  pause(rests = false) {
    if (!this.playing) return;
    clearInterval(this.playing);
    this.playing = 0;
    write(this.player, "play");
    if (rests) this.view.rest();
  }
}
