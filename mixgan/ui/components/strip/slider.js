// The slider of a film: where it stands in words, how to go back, and what was measured along it.

import { curvePanel } from "../covariance/curve.js";
import { thumbOf } from "../live/slide.js";
import { button } from "../live/parts.js";
import { make } from "../packet/packet.js";

const PAGE_KEYS = 4;                                // frames that Page keys go by
const TRAINED = 8;                                  // of the curve's levels: spread 1

export class FilmSlider {
  // `go(frame, done)` when the hand moves it.
  constructor(live, state, go) {
    const { given } = live;
    Object.assign(this, { live, state, given });
    this.range = make("input");
    Object.assign(this.range, { type: "range", min: 0, max: state.F - 1, step: 1 });
    this.range.dataset.key = "frame";
    this.range.setAttribute("aria-label", given.label);
    live.listen(this.range, "input", () => go(Number(this.range.value), false));
    live.listen(this.range, "change", () => go(Number(this.range.value), true));
    live.listen(this.range, "keydown", (event) => {
      const step = { PageUp: PAGE_KEYS, PageDown: -PAGE_KEYS }[event.key];
      if (!step) return;
      event.preventDefault();
      this.range.value = state.frame + step;
      go(Number(this.range.value), true);
    });
    this.readout = make("div", "words");
    this.back = button(live, given.back ?? "Back to the start", "back", () => go(given.home, true));
    const top = make("div", "readout");
    top.append(this.readout, this.back);
    const track = make("div", "filmtrack");
    track.style.setProperty("--home", given.home / (state.F - 1));
    const ends = make("div", "ends");
    const [low, middle, high] = given.ends;
    ends.append(make("span", "", low), make("span", "filmhome", middle), make("span", "", high));
    track.append(this.range, ends);
    this.curve = curvePanel(given.curve, state.F, TRAINED);
    const axis = make("div", this.curve ? "axisbox measured" : "axisbox");
    axis.append(track, ...(this.curve ? [this.curve.element] : []));
    this.parts = [top, axis, ...(this.curve ? [this.curve.words] : [])];
  }

  arrange() {
    this.curve?.arrange(this.range.clientWidth, thumbOf(this.live), this.live.unit);
  }

  show() {
    const { frame } = this.state;
    const [head, rest] = this.given.words[frame];
    this.range.value = frame;
    this.readout.replaceChildren(make("b", "", head), make("span", "", rest));
    const more = this.curve ? `, ${this.curve.say(frame)}` : "";
    this.range.setAttribute("aria-valuetext", `${head}, ${rest}${more}`);
    if (this.live.width) this.curve?.show(frame, true);
    this.back.hidden = frame === this.given.home;
  }
}
