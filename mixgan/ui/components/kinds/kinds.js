// How many kinds: two charts by number of kinds. The pointer over them, or the slider below, says what each number came to.

import { percent } from "../live/words.js";
import { make } from "../packet/packet.js";
import { mounted, watched } from "../run/frame.js";
import { Thumb } from "../run/thumb.js";
import { ByNumber, numbersBelow } from "./by_number.js";

const AXIS_PX = 16;
const ROOM = 1.15;                                  // above the highest share of flips

class KindsView {
  constructor(root) {
    this.root = root;
    this.sentence = root.querySelector(".sentence");
    this.chartsAt = root.querySelector(".charts");
    this.share = new ByNumber("Of the best score", 96, "All of it: every picture is sure of its kind, keeps it under a view, and all "
      + "kinds are as large. No label is read.");
    this.flips = new ByNumber("Change their kind", 40, "Share of the pictures whose kind changes when only the view changes.");
    this.axis = make("div", "axis");
    this.thumb = new Thumb("number of kinds", (kinds) => this.go(kinds));
    this.chartsAt.replaceChildren(this.share.element, this.flips.element, this.axis, this.thumb.element);
    this.chartsAt.addEventListener("pointermove", (event) => this.over(event));
    this.chartsAt.addEventListener("pointerdown", (event) => this.over(event));
    this.stop = watched(root, () => this.arrange());
  }

  take(header) {
    if (this.header?.id === header.id) return;
    this.header = header;
    this.at = header.at;
    this.sentence.textContent = header.sentence;
    const highest = Math.max(...header.flips.map(([, share]) => share));
    this.share.show(header.share, 0, (share) => `${(100 * share).toFixed(1)} %`, header.kinds);
    this.flips.show(header.flips, 1, percent, header.kinds, [0, ROOM * highest || 1]);
    const numbers = header.share.map(([kinds]) => kinds);
    this.most = numbers.at(-1);
    this.thumb.take(numbers, numbers[0], this.most);
    this.arrange();
  }

  go(kinds) {
    this.at = kinds;
    this.mark();
  }

  over(event) {
    const chart = [this.share, this.flips].find((one) => one.svg === event.target.closest("svg"));
    if (!chart) return;
    const left = chart.svg.getBoundingClientRect().left;
    const along = (event.clientX - left - chart.x(chart.first)) / (chart.x(chart.last) - chart.x(chart.first));
    this.thumb.to(chart.first + along * (chart.last - chart.first));
  }

  arrange() {
    const width = Math.floor(this.chartsAt.clientWidth);
    if (!width || !this.header) return;
    [this.share, this.flips].forEach((chart) => chart.arrange(width, this.most));
    this.axis.replaceChildren(numbersBelow(this.share, AXIS_PX));
    this.mark();
  }

  mark() {
    [this.share, this.flips].forEach((chart) => chart.mark(this.at));
    const text = `sorted into ${this.at} kinds`;
    const said = (chart) => `${chart.title.toLowerCase()} ${chart.spans[0].textContent}`;
    this.thumb.show(this.at, text, `${text}: ${said(this.share)}, ${said(this.flips)}`);
  }
}

export default mounted(".kinds", KindsView);
