// What stands above the tree, and the dial below its pad: whose pictures, which sample, which gates are held, how hard they are.

import { button, chooser, segmented, write } from "../live/parts.js";
import { make } from "../packet/packet.js";

const MODES = [["sample", "One sample", "What this sample looks like at every node"],
  ["average", "Average", "The mean picture of all samples at every node"],
  ["class", "One class", "The mean picture at every node of the samples that are read as one class"]];

export class TreeBar {
  // `act`: setMode(mode), chooseClass(c), another(by) and freeAll(). `more`: buttons of what stands elsewhere.
  constructor(live, state, words, act, more) {
    Object.assign(this, { live, state, words });
    const parts = [];
    if (live.given.means) {
      const offered = MODES.filter(([mode]) => state.offers(mode));
      parts.push(segmented(live, "Pictures", offered, state.mode, act.setMode));
    }
    if (live.given.classes) {
      this.classes = chooser(live, "Class", "class", live.given.classes.names, state.cls, act.chooseClass);
      parts.push(this.classes);
    }
    if (state.n > 1) parts.push(this.stepper(act));
    this.free = button(live, "", "free-all", act.freeAll);
    parts.push(...more, this.free, make("span", "meter"));
    live.root.querySelector(".bar").replaceChildren(...parts);
  }

  stepper(act) {
    this.counter = make("span", "counter");
    const step = (by, text, title) => {
      const element = button(this.live, text, `draw${by}`, () => act.another(by));
      element.title = title;
      element.setAttribute("aria-label", title);
      return element;
    };
    const group = make("span", "stepper");
    group.append(step(-1, "‹", "Sample before"), this.counter, step(1, "›", "Next sample (Space)"));
    return group;
  }

  show() {
    const { forced, mode } = this.state;
    if (this.classes) this.classes.hidden = mode !== "class";
    if (this.counter) write(this.counter, this.words.sampleName());
    this.free.hidden = forced.size === 0;
    write(this.free, forced.size === 1 ? "Free the forced gate" : `Free ${forced.size} forced gates`);
  }
}

// From the gates as they were trained to all or nothing: a way of looking, of which the server hears for its words.
export function gateDial(live, state) {
  const dial = make("label", "dial");
  const range = make("input");
  Object.assign(range, { type: "range", min: 0, max: 1, step: 0.05, value: 1 - state.temperature });
  range.dataset.key = "dial";
  range.setAttribute("aria-label", "temperature of the gates, from as trained to hard; display only");
  const said = make("span", "");
  const show = () => {
    const words = { 0: "hard", 1: "as trained" }[state.temperature] ?? `temperature ${state.temperature.toFixed(2)}`;
    said.textContent = `${state.form.flat ? "gate" : "gates"}: ${words}`;
    range.setAttribute("aria-valuetext", words);
  };
  live.listen(range, "input", () => {
    state.temperature = Math.round(100 * (1 - range.value)) / 100;
    show();
    live.invalidate();
  });
  live.listen(range, "change", () => { live.view.label(); live.send("dial", state.temperature); });
  live.listen(range, "keydown", (event) => event.stopPropagation());
  show();
  dial.append(said, range, make("span", "small", "display only: not trained like this"));
  return dial;
}
