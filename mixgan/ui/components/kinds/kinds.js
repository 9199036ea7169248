// How many kinds: two charts by number of kinds. The pointer over them, or the slider below, says what each number came to.

import { percent } from "../live/words.js";
import { isDark, make, onThemeChange, readPacket } from "../packet/packet.js";
import { ByNumber, numbersBelow } from "./by_number.js";

const AXIS_PX = 16;
const ROOM = 1.15;                                  // above the highest share of flips

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".kinds");
  if (!root || !data) return;
  parentElement.kindsView ??= new KindsView(root);
  parentElement.kindsView.take(readPacket(data).header);
  return () => {
    parentElement.kindsView?.stop();
    parentElement.kindsView = null;
  };
}

class KindsView {
  constructor(root) {
    this.root = root;
    this.sentence = root.querySelector(".sentence");
    this.chartsAt = root.querySelector(".charts");
    this.share = new ByNumber("Of the best score", 96, "All of it: every picture is sure of its kind, keeps it under a view, and all "
      + "kinds are as large. No label is read.");
    this.flips = new ByNumber("Change their kind", 40, "Share of the pictures whose kind changes when only the view changes.");
    this.axis = make("div", "axis");
    this.chartsAt.replaceChildren(this.share.element, this.flips.element, this.axis, this.slider());
    this.chartsAt.addEventListener("pointermove", (event) => this.over(event));
    this.chartsAt.addEventListener("pointerdown", (event) => this.over(event));
    const resize = new ResizeObserver(() => { if (Math.floor(root.clientWidth) !== this.width) this.arrange(); });
    resize.observe(root);
    const unwatch = onThemeChange(root, () => this.recolour());
    this.undo = [unwatch, () => resize.disconnect()];
  }

  stop() {
    this.undo.forEach((step) => step());
  }

  slider() {
    const block = make("div", "scrubber");
    this.range = make("input");
    Object.assign(this.range, { type: "range", step: "any" });
    this.range.setAttribute("aria-label", "number of kinds");
    this.range.addEventListener("input", () => this.go(Number(this.range.value)));
    this.range.addEventListener("keydown", (event) => this.key(event));
    this.where = make("span", "where");
    const hands = make("div", "hands");
    hands.append(this.where);
    block.append(this.range, hands);
    return block;
  }

  take(header) {
    if (this.header?.id === header.id) return;
    this.header = header;
    this.numbers = header.share.map(([kinds]) => kinds);
    this.at = header.at;
    this.sentence.textContent = header.sentence;
    const highest = Math.max(...header.flips.map(([, share]) => share));
    this.share.show(header.share, 0, (share) => `${(100 * share).toFixed(1)} %`, header.kinds);
    this.flips.show(header.flips, 1, percent, header.kinds, [0, ROOM * highest || 1]);
    Object.assign(this.range, { min: this.numbers[0], max: this.numbers.at(-1) });
    this.recolour();
    this.arrange();
  }

  // To the number that was tried and is nearest.
  go(kinds) {
    this.at = this.numbers.reduce((best, one) => (Math.abs(one - kinds) < Math.abs(best - kinds) ? one : best));
    this.mark();
  }

  key(event) {
    const jump = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 4, PageDown: -4, Home: -1e6, End: 1e6 }[event.key];
    if (jump === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const i = this.numbers.indexOf(this.at) + jump;
    this.go(this.numbers[Math.min(this.numbers.length - 1, Math.max(0, i))]);
  }

  over(event) {
    const chart = [this.share, this.flips].find((one) => one.svg === event.target.closest("svg"));
    if (!chart) return;
    const left = chart.svg.getBoundingClientRect().left;
    const along = (event.clientX - left - chart.x(chart.first)) / (chart.x(chart.last) - chart.x(chart.first));
    this.go(chart.first + along * (chart.last - chart.first));
  }

  recolour() {
    this.root.classList.toggle("dark", isDark(this.root));
  }

  arrange() {
    this.width = Math.floor(this.root.clientWidth);
    if (!this.width || !this.header) return;
    const width = Math.floor(this.chartsAt.clientWidth);
    [this.share, this.flips].forEach((chart) => chart.arrange(width, this.numbers.at(-1)));
    this.axis.replaceChildren(numbersBelow(this.share, AXIS_PX));
    this.mark();
  }

  mark() {
    if (this.width) [this.share, this.flips].forEach((chart) => chart.mark(this.at));
    this.range.value = this.at;
    const text = `sorted into ${this.at} kinds`;
    if (this.where.textContent !== text) this.where.textContent = text;
    const said = (chart) => `${chart.title.toLowerCase()} ${chart.spans[0].textContent}`;
    this.range.setAttribute("aria-valuetext", `${text}: ${said(this.share)}, ${said(this.flips)}`);
  }
}
