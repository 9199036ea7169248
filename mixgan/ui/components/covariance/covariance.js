// How wide every expert spreads: the same noise, scaled between 0 (all alike) and almost 3 (anything goes), under a slider.
// Draws while the thumb moves; sends when it is let go: level (0 .. 23, all), spreads (one per component), comp (index or
// "all": which component is shown alone).

import { isBetween, Picture, steppedFactor, wholeFactor } from "../live/picture.js";
import { button, LiveView, mountLive, plural } from "../live/view.js";
import { isDark, make } from "../packet.js";
import { curvePanel } from "./curve.js";
import { planePanel } from "./gaussians.js";

export const LEVELS = 24;
export const TRAINED = 8;                           // level / 8 is the factor on every deviation: here 1, as in training
const GAP_PX = 6;
const ABOVE_PX = 432;                               // of the window: what stands above the rows
const ROW_PX = 64;
const WORDS_PX = [320, 186];                        // of a row: label, slider and value, alone or with another one beside it
const PLANE_PX = 236;                               // beside the slider; covariance.css has the same

export default function (component) {
  return mountLive(component, ".covariance", CovarianceView);
}

class CovarianceView extends LiveView {
  constructor(parts) {
    super(parts);
    const { n_experts: K, shape } = this.model.header;
    Object.assign(this, { K, shape, noises: this.view.draws?.noise ?? [this.view.noise] });
    this.columns = Math.min(this.view.n ?? 8, this.noises.length);
    this.level = within(this.carried("level", TRAINED));
    const spreads = this.carried("spreads", null);
    this.levels = Array.from({ length: K }, (_, k) => within(Math.round(8 * (spreads?.[k] ?? this.level / 8))));
    const comp = this.carried("comp", "all");
    this.comp = Number.isInteger(comp) && comp >= 0 && comp < K ? comp : null;
    this.word = this.view.expert_word ?? "component";
  }

  keep() {
    return { ...super.keep(), level: this.level, spreads: this.levels.map((level) => level / 8), comp: this.comp ?? "all" };
  }

  takeColours() {
    super.takeColours();
    this.root.classList.toggle("dark", isDark(this.root));      // the curve's lines have two sets of colours
  }

  // --- structure ----------------------------------------------------------------------------------------------------

  build() {
    const { root } = this;
    root.classList.toggle("single", this.K === 1);      // one generator: the slider of all is its own
    this.reset = button(this, "Back to the trained spread", "reset", () => this.setAll(TRAINED, true));
    root.querySelector(".bar").replaceChildren(this.picker(), make("span", "meter"));
    this.master = this.slider("all", `spread of every ${this.word}`, this.level, (level, done) => this.setAll(level, done));
    root.querySelector(".master").replaceChildren(...this.masterParts());
    this.plane = planePanel(this.view.plane, this.word);
    root.querySelector(".plane").replaceChildren(...(this.plane ? [this.plane.element] : []));
    this.rows = Array.from({ length: this.K }, (_, k) => this.row(k));
    this.one = this.oneGrid();
    root.querySelector(".rows").replaceChildren(...this.rows.map((row) => row.element), this.one.element);
    root.querySelector(".note").textContent = this.view.meaning ?? "";
    this.showComp();
    this.showLevels();
  }

  picker() {
    const choices = [["all", "all"], ...Array.from({ length: this.K }, (_, k) => [k, String(k + 1)])];
    const group = make("div", "picker");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", `${plural(this.word)} shown`);
    this.picks = choices.map(([value, text]) => {
      const pick = make("button", "pick");
      pick.type = "button";
      pick.dataset.key = `pick-${value}`;
      if (value !== "all") pick.append(this.mark(value));
      pick.append(make("span", "", text));
      pick.setAttribute("aria-label", value === "all" ? `all ${plural(this.word)}` : this.rowName(value));
      this.listen(pick, "click", () => this.choose(value === "all" ? null : value));
      return { value: value === "all" ? null : value, pick };
    });
    group.append(...this.picks.map(({ pick }) => pick));
    return group;
  }

  rowName(k) {
    return this.view.rows?.[k] ?? `${this.word} ${k + 1}`;
  }

  masterParts() {
    const ends = make("div", "ends");
    ends.append(make("span", "", "all alike"), make("span", "trained", "trained"), make("span", "", "anything goes"));
    this.readout = make("div", "words");
    const top = make("div", "readout");
    top.append(this.readout, this.reset);
    const track = make("div", "track");
    track.append(this.master.input);
    this.curve = curvePanel(this.view.curve, LEVELS, TRAINED);
    this.axis = make("div", this.curve ? "axisbox measured" : "axisbox");
    this.axis.append(track, ends, ...(this.curve ? [this.curve.element] : []));
    return [top, this.axis, ...(this.curve ? [this.curve.words] : [])];
  }

  // A native range: arrows, Home and End come with it; Page keys go by four. `act(level, done)`.
  slider(key, label, level, act) {
    const input = make("input");
    Object.assign(input, { type: "range", min: 0, max: LEVELS - 1, step: 1, value: level });
    input.dataset.key = `level-${key}`;
    input.setAttribute("aria-label", label);
    this.listen(input, "input", () => act(Number(input.value), false));
    this.listen(input, "change", () => act(Number(input.value), true));
    this.listen(input, "keydown", (event) => {
      const step = { PageUp: 4, PageDown: -4 }[event.key];
      if (!step) return;
      event.preventDefault();
      input.value = Number(input.value) + step;
      act(Number(input.value), true);
    });
    return { input };
  }

  row(k) {
    const element = make("div", "component");
    element.style.setProperty("--mark", `var(--expert-${k})`);
    const label = make("div", "label");
    label.append(this.mark(k), make("span", "name", this.rowName(k)), make("span", "number", String(k + 1)));
    const act = (level, done) => this.setOne(k, level, done);
    const { input } = this.slider(k, `spread of ${this.rowName(k)}`, this.levels[k], act);
    const value = make("span", "value");
    const strip = make("div", "strip");
    strip.setAttribute("role", "img");
    const cells = this.noises.slice(0, this.columns).map((_, i) => this.cell(strip, k, i));
    const own = make("div", "own");
    own.append(input, value);
    element.append(label, own, strip);
    return { element, input, value, strip, cells };
  }

  oneGrid() {
    const element = make("div", "one");
    element.setAttribute("role", "img");
    return { element, cells: this.noises.map((_, i) => this.cell(element, 0, i)) };
  }

  cell(parent, k, i) {
    const picture = new Picture(this.shape);
    parent.append(picture.canvas);
    return this.addCell({ picture, k, i });
  }

  // --- sizes --------------------------------------------------------------------------------------------------------

  arrange() {
    const phone = this.width < 640;
    this.root.classList.toggle("phone", phone);
    this.root.classList.toggle("wide", this.width >= 760);
    this.curve?.arrange(this.master.input.clientWidth);
    this.plane?.arrange(Math.min(this.width, this.width >= 760 ? PLANE_PX : 358));
    this.showLevels();
    const { picture } = this.cells[0];
    const large = Math.max(picture.width, picture.height);
    // in a low window two rows side by side, so that all of them are on the first screen; with fewer pictures each
    this.two = this.width >= 760 && this.K > 3 && ABOVE_PX + this.K * ROW_PX > window.innerHeight;
    this.root.classList.toggle("two", this.two);
    this.root.style.setProperty("--lines", Math.ceil(this.K / 2));
    const room = (this.two ? this.width / 2 - 12 : this.width) - (phone ? 0 : WORDS_PX[this.two ? 1 : 0]);
    const high = this.two ? Math.max(large, (window.innerHeight - ABOVE_PX) / Math.ceil(this.K / 2) - 8) : this.K > 10 ? 44 : 64;
    const most = Math.min(64, high, this.two ? room / 3 - GAP_PX : room / this.columns - GAP_PX);
    const factor = (this.two ? steppedFactor : wholeFactor)(large, most) || 1;
    this.root.classList.toggle("between", isBetween(factor));
    this.seen = this.two ? Math.min(this.columns, Math.floor((room + GAP_PX) / (picture.width * factor + GAP_PX))) : this.columns;
    for (const row of this.rows) for (const cell of row.cells) cell.picture.scale(factor);
    const across = Math.min(this.noises.length, phone || this.noises.length <= 8 ? 4 : 8);
    const wide = wholeFactor(large, Math.min(128, this.width / across - GAP_PX)) || 1;
    for (const cell of this.one.cells) cell.picture.scale(wide);
    this.one.element.style.gridTemplateColumns = `repeat(${across}, max-content)`;
    this.showComp();
    this.invalidate();
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  paint({ picture, k, i }) {
    const mixtures = new Float32Array(this.K);
    mixtures[k] = 1;
    const spread = this.levels.map((level) => level / 8);
    const noise = this.view.own?.[k][i] ?? this.noises[i];
    const { images } = this.model.run({ noise, spread, mixtures }, ["images"]);
    picture.draw(images, 0);
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  setAll(level, done) {
    this.level = level;
    this.levels.fill(level);
    this.showLevels();
    this.invalidate();
    if (done) this.sendSpreads(true);
  }

  setOne(k, level, done) {
    this.levels[k] = level;
    this.showLevels();
    this.invalidate(this.cells.filter((cell) => cell.k === k));
    if (done) this.sendSpreads(false);
  }

  sendSpreads(all) {
    this.label();
    if (all) this.send("level", this.level);
    this.send("spreads", this.levels.map((level) => level / 8));
  }

  choose(k) {
    this.comp = k;
    this.showComp();
    this.invalidate();
    this.label();
    this.send("comp", k ?? "all");
  }

  showComp() {
    for (const { value, pick } of this.picks) pick.setAttribute("aria-pressed", String(value === this.comp));
    const single = this.comp !== null;
    this.root.classList.toggle("onecomp", single);
    this.rows.forEach(({ element, cells }, k) => {
      element.hidden = single && k !== this.comp;
      element.classList.toggle("alone", single);
      cells.forEach((cell, i) => {
        cell.hidden = single || i >= (this.seen ?? this.columns);
        cell.picture.canvas.hidden = !single && cell.hidden;
      });
    });
    if (this.width) this.plane?.show(this.levels, TRAINED, this.comp);
    this.one.element.hidden = !single;
    for (const cell of this.one.cells) Object.assign(cell, { k: this.comp ?? 0, hidden: !single });
  }

  showLevels() {
    const same = this.levels.every((level) => level === this.level);
    this.rows.forEach(({ input, value }, k) => {
      input.value = this.levels[k];
      value.textContent = times(this.levels[k]);
      describe(input, this.levels[k]);
    });
    this.master.input.value = this.level;
    describe(this.master.input, this.level, same ? this.curve?.say(this.level) : "");
    this.readout.replaceChildren(
      make("b", "", same ? times(this.level) : "own spreads"),
      make("span", "", same ? spoken(this.level) : `every ${this.word} has its own`));
    if (this.width) this.curve?.show(this.level, same);
    if (this.width) this.plane?.show(this.levels, TRAINED, this.comp);
    this.reset.hidden = this.levels.every((level) => level === TRAINED) && this.level === TRAINED;
  }

  label() {
    const n = this.noises.length;
    this.plane?.label(this.levels, TRAINED);
    this.rows.forEach(({ strip }, k) => strip.setAttribute("aria-label",
      `${this.columns} samples from ${this.rowName(k)}, spread ${times(this.levels[k])}`));
    if (this.comp !== null) {
      const spread = times(this.levels[this.comp]);
      this.one.element.setAttribute("aria-label", `${n} samples from ${this.rowName(this.comp)}, spread ${spread}`);
    }
  }

  start() {
    super.start();
    this.label();
  }
}

const within = (level) => Math.min(LEVELS - 1, Math.max(0, Math.round(level)));

const times = (level) => `× ${(level / 8).toFixed(2)}`;

function spoken(level) {
  if (level === 0) return "every noise gives the same picture";
  if (level === TRAINED) return "as in training";
  return level < TRAINED ? "closer to the mean than in training" : "farther from the mean than in training";
}

function describe(input, level, more = "") {
  const sigma = `level ${level + 1} of ${LEVELS}, sigma ${(level / 8).toFixed(2)}${level === TRAINED ? ", as trained" : ""}`;
  input.setAttribute("aria-valuetext", more ? `${sigma}, ${more}` : sigma);
}
