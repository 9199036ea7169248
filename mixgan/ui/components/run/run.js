// The film of a run: one scrubber over the saved steps drives every picture and every marker, with no request in a drag.
// Sends `step` when the hand rests: the step it rests at, or -1 while the newest is followed.

import { plural } from "../live/words.js";
import { isDark, make, onThemeChange, readPacket } from "../packet/packet.js";
import { Lines, Shares } from "./charts.js";
import { ClassLines } from "./classes.js";
import { Sheet } from "./sheets.js";
import { dragged, jumped, nearest } from "./thumb.js";

const WIDE_PX = 720;                                // of the component: sheets and charts side by side
const READS_PX = [58, 40, 30];                      // a picture that reads well: on a screen, on a phone, one of two runs
const PLAY_MS = 6000;                               // the whole film
const INKS = 6;
const MIN_CHARTS_PX = 300;

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".run");
  if (!root || !data) return;
  const packet = readPacket(data);
  parentElement.runView ??= new RunView(root, setStateValue);
  parentElement.runView.take(packet);
  return () => {
    parentElement.runView?.stop();
    parentElement.runView = null;
  };
}

class RunView {
  constructor(root, send) {
    Object.assign(this, { root, send });
    this.sheetsAt = root.querySelector(".sheets");
    this.chartsAt = root.querySelector(".charts");
    const resize = new ResizeObserver(() => { if (Math.floor(root.clientWidth) !== this.width) this.arrange(); });
    resize.observe(root);
    const unwatch = onThemeChange(root, () => this.recolour());
    this.undo = [unwatch, () => resize.disconnect()];
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  stop() {
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.playing);
    this.undo.forEach((step) => step());
    this.sheets?.forEach((sheet) => sheet.stop());
  }

  // --- a new packet: another run, or the same one a little further -----------------------------------------------------

  take(packet) {
    const { header } = packet;
    if (this.header?.id === header.id) return;
    const first = !this.header;
    this.header = header;
    if (first) {
      this.build();
      this.follow = header.at < 0;
      this.at = header.at;
    }
    this.steps = [...new Set(header.films.flatMap(({ frames }) => frames))].sort((a, b) => a - b);
    this.newest = this.steps[this.steps.length - 1] ?? 0;
    // a link may name a step that a run under way has not come to
    if (this.follow || this.at < 0 || this.at > this.newest) this.at = this.newest;
    header.films.forEach((film, i) => this.sheets[i].take(film, packet.part, () => this.draw()));
    this.curves();
    this.recolour();
    this.arrange();
    this.label();
  }

  build() {
    const { films, word } = this.header;
    this.sheets = films.map((_, i) => new Sheet(i));
    this.sheetsAt.replaceChildren(...this.sheets.map((sheet) => sheet.element));
    this.losses = new Lines("Losses", films.length > 1 ? 96 : 112, "They do not measure quality: look for drift and blow-ups.");
    this.shares = films.map(({ name }) => new Shares(films.length > 1 ? `Use in ${name}` : `Use of the ${plural(word)}`,
      films.length > 1 ? 72 : 120, "Share of 512 fixed samples that each leads in."));
    this.small = [
      new Lines("Gate entropy", 44, "Mean entropy of a sample's weights: 0 is decided, the top of the chart is even.",
        films.length > 1 ? "" : " nats"),
      new Lines("Distance to data", 44,
        "Energy distance between 512 samples and 512 real ones, in pixels: an estimate without bias, so near 0 it may fall below."),
      new Lines("Answers apart", 44,
        "Mean distance of two answers to one question, over that of two real pictures: near 0 the noise is ignored."),
      new Lines("Pictures a second", 44, "Real pictures that the critic sees in a second."),
      new Lines("Told apart", 44, "Share of 512 fixed samples whose maker or class the critic's head names right; the dotted line is a guess."),
    ];
    this.smallAt = make("div", "small");
    this.smallAt.append(...this.small.map((chart) => chart.element));
    this.classes = new ClassLines();
    this.chartsAt.replaceChildren(this.losses.element, ...this.shares.map((chart) => chart.element), this.smallAt, this.scrubber(),
      this.classes.element);
    this.chartsAt.addEventListener("pointerdown", (event) => this.grab(event));
  }

  scrubber() {
    const block = make("div", "scrubber");
    this.range = make("input");
    Object.assign(this.range, { type: "range", min: 0, step: "any" });
    this.range.setAttribute("aria-label", "step of the film");
    this.range.addEventListener("input", () => { this.pause(); this.go(Number(this.range.value)); });
    this.range.addEventListener("change", () => this.rest());
    this.range.addEventListener("keydown", (event) => this.key(event));
    const hands = make("div", "hands");
    this.play = make("button", "plain", "Play the film");
    this.play.type = "button";
    this.play.addEventListener("click", () => (this.playing ? this.pause() : this.start()));
    this.play.hidden = this.still;                  // the scrubber does the same at the hand's own speed
    const label = make("label", "follow");
    this.box = make("input");
    this.box.type = "checkbox";
    this.box.addEventListener("change", () => this.setFollow(this.box.checked));
    label.append(this.box, make("span", "", "follow live"));
    this.where = make("span", "where");
    hands.append(this.where, this.play, label);
    block.append(this.range, hands);
    return block;
  }

  // --- what the hand does ------------------------------------------------------------------------------------------------

  // To the saved step nearest to `step`.
  go(step) {
    this.at = nearest(this.steps, step, this.newest);
    this.follow = false;
    this.draw();
  }

  key(event) {
    const step = jumped(event, this.steps, this.at);
    if (step === undefined) return;
    this.pause();
    this.go(step);
    this.rest();
  }

  // A chart is a scrubber too.
  grab(event) {
    const svg = event.target.closest("svg");
    const chart = [this.losses, ...this.shares, ...this.small, ...this.classes.charts].find((one) => one.svg === svg);
    if (!chart) return;
    event.preventDefault();                         // else the drag selects words
    this.pause();
    const left = svg.getBoundingClientRect().left;
    dragged(event, (at) => this.go(((at.clientX - left - chart.x(0)) * chart.last) / (chart.x(chart.last) - chart.x(0))),
      () => this.rest());
  }

  setFollow(follow) {
    this.pause();
    this.follow = follow;
    if (follow) this.at = this.newest;
    this.draw();
    this.rest();
  }

  rest() {
    this.label();
    this.send("step", this.follow ? -1 : this.at);
  }

  start() {
    const from = this.at >= this.newest ? 0 : this.steps.indexOf(this.at);
    const begun = performance.now();
    const each = PLAY_MS / Math.max(1, this.steps.length);
    this.play.textContent = "Stop the film";
    const next = (now) => {
      const i = Math.min(this.steps.length - 1, from + Math.floor((now - begun) / each));
      this.go(this.steps[i]);
      if (i === this.steps.length - 1) {
        this.pause();
        this.rest();
      } else {
        this.playing = requestAnimationFrame(next);
      }
    };
    this.playing = requestAnimationFrame(next);
  }

  pause() {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.play.textContent = "Play the film";
  }

  // --- drawing -----------------------------------------------------------------------------------------------------------

  curves() {
    const { films, word } = this.header;
    const lossNames = [...new Set(films.flatMap(({ curves }) => Object.keys(curves.losses)))];
    const each = (make) => films.flatMap((film, run) => make(film.curves, run, films.length > 1 ? film.name : ""));
    this.losses.take(each((curves, run, name) => Object.entries(curves.losses)
      .filter(([loss]) => !name || loss === "generator" || loss === "critic")       // of two runs, what both have
      .map(([loss, curve]) => ({
        name: `${name} ${loss.replaceAll("_", " ")}`.trim(), curve, run, colour: lossNames.indexOf(loss) % INKS,
      }))));
    films.forEach(({ curves }, i) => {
      this.shares[i].take(curves.usage, word, i);
      this.shares[i].element.hidden = !curves.usage.length;
    });
    const [entropy, distance, answers, pace] = ["entropy", "distance", "answers", "pace"].map((key) => each((curves, run) => [
      { name: "", curve: curves[key], run, colour: run }]));
    const told = each(({ told: heads }, run) => Object.entries(heads).map(([head, curve]) => ({
      name: head === "label" ? "class" : word, curve, run, colour: run, level: films[run].chance[head] })));
    const most = Math.log(Math.max(...films.map(({ K }) => K)));
    [[entropy, [0, most]], [distance], [answers], [pace], [told, [0, 1]]].forEach(([lines, range], i) => {
      this.small[i].take(lines, range);
      this.small[i].element.hidden = lines.every(({ curve }) => !curve.length);
    });
    this.classes.take(films);
    // the axis ends where the curves do; of a live run it doubles, so that a long one does not begin as a sliver at the left
    const lines = films.flatMap(({ curves }) => Object.values(curves.losses));
    const end = Math.max(1, this.newest, ...lines.map((curve) => curve.at(-1)?.[0] ?? 0));
    this.last = this.header.live ? Math.max(1, ...films.map(({ steps }) => steps)) : end;
    while (this.header.live && this.last / 2 >= end * 1.05) this.last = Math.ceil(this.last / 2);
  }

  recolour() {
    const theme = isDark(this.root) ? "dark" : "light";
    this.colours = this.header.colours.map((one) => one[theme]);       // of each run: the number of experts decides
    this.colours.forEach((one, run) => one.forEach((colour, k) => this.root.style.setProperty(`--expert-${run}-${k}`, colour)));
    this.root.classList.toggle("dark", isDark(this.root));
    this.draw();
  }

  arrange() {
    this.width = Math.floor(this.root.clientWidth);
    if (!this.width || !this.header) return;
    const { tile, films } = this.header;
    const wide = this.width >= WIDE_PX;
    this.root.classList.toggle("wide", wide);
    const near = READS_PX[films.length > 1 ? 2 : wide ? 0 : 1];
    const room = wide ? (this.width - MIN_CHARTS_PX) / films.length : this.width;
    this.sheets.forEach((sheet) => sheet.arrange(tile, room, near));
    const width = Math.floor(this.chartsAt.clientWidth);
    [this.losses, ...this.shares].forEach((chart) => chart.arrange(width, this.last));
    const third = Math.floor((width - 2 * 16) / 3);
    this.small.forEach((chart) => chart.arrange(third, this.last));
    this.classes.arrange(width, this.last);
    this.range.max = this.last;
    this.draw();
  }

  draw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  paint() {
    const { films } = this.header;
    this.sheets.forEach((sheet, i) => sheet.draw(this.root, this.at, this.colours[i], films.length > 1 ? films[i].name : ""));
    if (this.width) [this.losses, ...this.shares, ...this.small, this.classes].forEach((chart) => chart.mark(this.at));
    this.range.value = this.at;
    this.box.checked = this.follow;
    this.box.parentElement.hidden = !this.header.live;
    const text = `step ${this.at.toLocaleString("en")} of ${Math.max(...films.map(({ steps }) => steps)).toLocaleString("en")}`;
    if (this.where.textContent !== text) this.where.textContent = text;
    this.range.setAttribute("aria-valuetext", text);
  }

  label() {
    this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.paint(); });
    requestAnimationFrame(() => this.sheets.forEach((sheet) => sheet.label(this.header.n)));
  }
}
