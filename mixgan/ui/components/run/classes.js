// What the data's checker reads in the samples: a small chart for each class, all on one scale.

import { percent } from "../live/words.js";
import { make } from "../packet/packet.js";
import { Lines, valueAt } from "./charts.js";

const CLASS_PX = 28;                                // height of a class's chart
const CLASS_WIDTHS_PX = [60, 7, 130];               // its least width: for a digit, more for each further letter, and enough for all
const CLASS_GAP_PX = 12;
const TOP_SHARES = 3;                               // the top of every chart, in shares of the commonest class; what is above ends there

// How many charts stand in a row of `width` px, each wide enough for its name and share; no more than there are.
export function classColumns(width, names) {
  const [digit, letter, enough] = CLASS_WIDTHS_PX;
  const longest = Math.max(1, ...names.map((name) => name.length));
  const least = Math.min(enough, digit + letter * (longest - 1));
  return Math.max(1, Math.min(names.length, Math.floor((width + CLASS_GAP_PX) / (least + CLASS_GAP_PX))));
}

class ClassLine extends Lines {
  y(value) {
    return super.y(Math.min(value, this.range[1]));
  }

  say(step) {
    this.lines.forEach(({ curve }, run) => {
      const share = valueAt(curve, step);
      const text = share === undefined ? "" : percent(share);
      if (this.spans[run].textContent !== text) this.spans[run].textContent = text;
    });
  }
}

export class ClassLines {
  constructor() {
    this.charts = [];
    this.element = make("div", "chart classlines");
    const head = make("div", "head");
    const name = make("span", "name", "Read as");
    name.title = "Share of 512 fixed samples that the checker of these pictures reads as each class; dotted: of real pictures.";
    this.words = make("span", "values");
    head.append(name, this.words);
    this.grid = make("div", "classgrid");
    this.element.append(head, this.grid);
  }

  // `films` as the packet has them; of two runs, the classes of the first that has any.
  take(films) {
    this.films = films;
    const { real, n_classes: all } = films.find((film) => film.real.length) ?? films[0];
    this.element.hidden = !real.length;
    this.rest = real.length < all ? `the ${real.length} commonest of ${all} classes` : "";
    const names = real.map(([name]) => name);
    if (names.join("\n") !== this.charts.map(({ title }) => title).join("\n")) {
      this.charts = names.map((name) => new ClassLine(name, CLASS_PX, `read as ${name}`));
      this.grid.replaceChildren(...this.charts.map(({ element }) => element));
    }
    const curves = names.map((name) => films.map((film) => film.curves.classes[name] ?? []));
    const most = TOP_SHARES * Math.max(...real.map(([, share]) => share));
    real.forEach(([, share], c) => this.charts[c].take(curves[c].map((curve, run) => ({
      name: "", curve, run, colour: run, level: run ? undefined : share })), [0, most]));
  }

  arrange(width, last) {
    const columns = classColumns(width, this.charts.map(({ title }) => title));
    this.grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    const each = Math.floor((width - (columns - 1) * CLASS_GAP_PX) / columns);
    this.charts.forEach((chart) => chart.arrange(each, last));
  }

  mark(step) {
    this.charts.forEach((chart) => chart.mark(step));
    const sure = this.films.map(({ curves }) => valueAt(curves.confidence, step)).filter((value) => value !== undefined).map(percent);
    const text = [sure.length ? `the checker is ${sure.join(" and ")} sure` : "", this.rest].filter(Boolean).join("; ");
    if (this.words.textContent !== text) this.words.textContent = text;
  }
}
