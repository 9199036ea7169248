// How a head settled: two charts of all tries and one scrubber of updates, whose thumb is their marker. Sends nothing.

import { percent } from "../live/words.js";
import { mounted, watched } from "../run/frame.js";
import { Thumb, dragged } from "../run/thumb.js";
import { Tries } from "./tries.js";

class SettlingView {
  constructor(root) {
    this.root = root;
    this.sentence = root.querySelector(".sentence");
    this.chartsAt = root.querySelector(".charts");
    this.objective = new Tries("Objective", 104, "In nats; the lower the better: a picture keeps its kind under a view, has one kind "
      + "and not several, and all kinds are used. No label is read.");
    this.flips = new Tries("Change their kind", 48, "Share of real pictures whose kind changes when only the view changes.");
    this.thumb = new Thumb("updates of the head", (update) => this.go(update));
    this.chartsAt.replaceChildren(this.objective.element, this.flips.element, this.thumb.element);
    this.chartsAt.addEventListener("pointerdown", (event) => this.grab(event));
    this.stop = watched(root, () => this.arrange());
  }

  take(header) {
    if (this.header?.id === header.id) return;
    const follows = !this.header || this.at === this.updates.at(-1);
    this.header = header;
    const { tries, steady } = header;
    this.updates = [...new Set(tries.flatMap(({ objective }) => objective.map(([update]) => update)))].sort((a, b) => a - b);
    if (follows || !this.updates.includes(this.at)) this.at = this.updates.at(-1);
    if (this.sentence.textContent !== header.sentence) this.sentence.textContent = header.sentence;
    const highest = Math.max(2 * steady, ...tries.flatMap(({ flips }) => flips.map(([, share]) => share)));
    this.objective.show(tries, "objective", (nats) => nats.toFixed(2));
    this.flips.show(tries, "flips", percent, [0, highest], [steady, `steady below ${percent(steady)}`]);
    this.thumb.take(this.updates, 0, header.last);
    this.arrange();
  }

  go(update) {
    this.at = update;
    this.mark();
  }

  // A chart is a scrubber too.
  grab(event) {
    const chart = [this.objective, this.flips].find((one) => one.svg === event.target.closest("svg"));
    if (!chart) return;
    event.preventDefault();                         // else the drag selects words
    const left = chart.svg.getBoundingClientRect().left;
    dragged(event, (at) => this.thumb.to(((at.clientX - left - chart.x(0)) * chart.last) / (chart.x(chart.last) - chart.x(0))));
  }

  arrange() {
    const width = Math.floor(this.chartsAt.clientWidth);
    if (!width || !this.header) return;
    [this.objective, this.flips].forEach((chart) => chart.arrange(width, this.header.last));
    this.mark();
  }

  mark() {
    [this.objective, this.flips].forEach((chart) => chart.mark(this.at));
    const text = `after ${this.at.toLocaleString("en")} updates`;
    const said = this.objective.words.innerText.replaceAll("\n", ", ");
    this.thumb.show(this.at, text, said ? `${text}: ${said}` : text);
  }
}

export default mounted(".settling", SettlingView);
