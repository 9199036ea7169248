// The slider of all, what it stands at in words, and below it on the same axis what was measured there.

import { button } from "../live/parts.js";
import { thumbOf } from "../live/slide.js";
import { make } from "../packet/packet.js";
import { curvePanel } from "./curve.js";
import { describe, levelSlider, LEVELS, spoken, times, TRAINED } from "./spreads.js";

export class Master {
  // `setAll(level, done)` when the hand moves it.
  constructor(live, state, word, setAll) {
    Object.assign(this, { live, state, word });
    this.reset = button(live, "Back to the trained spread", "reset", () => setAll(TRAINED, true));
    this.input = levelSlider(live, "all", `spread of every ${word}`, state.level, setAll);
    const ends = make("div", "ends");
    ends.append(make("span", "", "all alike"), make("span", "trained", "trained"), make("span", "", "anything goes"));
    this.readout = make("div", "words");
    const top = make("div", "readout");
    top.append(this.readout, this.reset);
    const track = make("div", "track");
    track.append(this.input);
    this.curve = curvePanel(live.given.curve, LEVELS, TRAINED);
    const axis = make("div", this.curve ? "axisbox measured" : "axisbox");
    axis.append(track, ends, ...(this.curve ? [this.curve.element] : []));
    live.root.querySelector(".master").replaceChildren(top, axis, ...(this.curve ? [this.curve.words] : []));
  }

  arrange() {
    this.curve?.arrange(this.input.clientWidth, thumbOf(this.live), this.live.unit);
  }

  show() {
    const { level, isOne, isTrained } = this.state;
    this.input.value = level;
    describe(this.input, level, isOne ? this.curve?.say(level) : "");
    this.readout.replaceChildren(
      make("b", "", isOne ? times(level) : "own spreads"),
      make("span", "", isOne ? spoken(level) : `every ${this.word} has its own`));
    if (this.live.width) this.curve?.show(level, isOne);
    this.reset.hidden = isTrained;
  }
}
