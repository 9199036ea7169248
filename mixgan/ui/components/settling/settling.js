// How a head settled: two charts of all tries and one scrubber of updates, whose thumb is their marker. Sends nothing.

import { percent } from "../live/words.js";
import { isDark, make, onThemeChange, readPacket } from "../packet/packet.js";
import { Tries } from "./tries.js";

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".settling");
  if (!root || !data) return;
  parentElement.settlingView ??= new SettlingView(root);
  parentElement.settlingView.take(readPacket(data).header);
  return () => {
    parentElement.settlingView?.stop();
    parentElement.settlingView = null;
  };
}

class SettlingView {
  constructor(root) {
    this.root = root;
    this.sentence = root.querySelector(".sentence");
    this.chartsAt = root.querySelector(".charts");
    this.objective = new Tries("Objective", 104, "In nats; the lower the better: a picture keeps its kind under a view, has one kind "
      + "and not several, and all kinds are used. No label is read.");
    this.flips = new Tries("Change their kind", 48, "Share of real pictures whose kind changes when only the view changes.");
    this.chartsAt.replaceChildren(this.objective.element, this.flips.element, this.scrubber());
    this.chartsAt.addEventListener("pointerdown", (event) => this.grab(event));
    const resize = new ResizeObserver(() => { if (Math.floor(root.clientWidth) !== this.width) this.arrange(); });
    resize.observe(root);
    const unwatch = onThemeChange(root, () => this.recolour());
    this.undo = [unwatch, () => resize.disconnect()];
  }

  stop() {
    this.undo.forEach((step) => step());
  }

  scrubber() {
    const block = make("div", "scrubber");
    this.range = make("input");
    Object.assign(this.range, { type: "range", min: 0, step: "any" });
    this.range.setAttribute("aria-label", "updates of the head");
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
    const follows = !this.header || this.at === this.updates.at(-1);
    this.header = header;
    const { tries, steady } = header;
    this.updates = [...new Set(tries.flatMap(({ objective }) => objective.map(([update]) => update)))].sort((a, b) => a - b);
    if (follows || !this.updates.includes(this.at)) this.at = this.updates.at(-1);
    if (this.sentence.textContent !== header.sentence) this.sentence.textContent = header.sentence;
    const highest = Math.max(2 * steady, ...tries.flatMap(({ flips }) => flips.map(([, share]) => share)));
    this.objective.show(tries, "objective", (nats) => nats.toFixed(2));
    this.flips.show(tries, "flips", percent, [0, highest], [steady, `steady below ${percent(steady)}`]);
    this.recolour();
    this.arrange();
  }

  // To the look nearest to so many updates.
  go(update) {
    this.at = this.updates.reduce((best, one) => (Math.abs(one - update) < Math.abs(best - update) ? one : best));
    this.mark();
  }

  key(event) {
    const jump = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 4, PageDown: -4, Home: -1e6, End: 1e6 }[event.key];
    if (jump === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const i = this.updates.indexOf(this.at) + jump;
    this.go(this.updates[Math.min(this.updates.length - 1, Math.max(0, i))]);
  }

  // A chart is a scrubber too.
  grab(event) {
    const chart = [this.objective, this.flips].find((one) => one.svg === event.target.closest("svg"));
    if (!chart) return;
    event.preventDefault();                         // else the drag selects words
    const left = chart.svg.getBoundingClientRect().left;
    const move = (at) => this.go(((at.clientX - left - chart.x(0)) * chart.last) / (chart.x(chart.last) - chart.x(0)));
    const ends = ["pointerup", "pointercancel"];
    const end = () => {
      removeEventListener("pointermove", move);
      ends.forEach((name) => removeEventListener(name, end));
    };
    addEventListener("pointermove", move);
    ends.forEach((name) => addEventListener(name, end));
    move(event);
  }

  recolour() {
    this.root.classList.toggle("dark", isDark(this.root));
  }

  arrange() {
    this.width = Math.floor(this.root.clientWidth);
    if (!this.width || !this.header) return;
    const width = Math.floor(this.chartsAt.clientWidth);
    [this.objective, this.flips].forEach((chart) => chart.arrange(width, this.header.last));
    this.range.max = this.header.last;
    this.mark();
  }

  mark() {
    if (this.width) [this.objective, this.flips].forEach((chart) => chart.mark(this.at));
    this.range.value = this.at;
    const text = `after ${this.at.toLocaleString("en")} updates`;
    if (this.where.textContent !== text) this.where.textContent = text;
    const said = this.objective.words.innerText.replaceAll("\n", ", ");
    this.range.setAttribute("aria-valuetext", said ? `${text}: ${said}` : text);
  }
}
