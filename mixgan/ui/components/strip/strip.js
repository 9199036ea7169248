// A film that the server has drawn: cells are repainted from its sheets while a slider moves, and nothing is asked meanwhile.
// Sends, when the hand comes to rest, under the names that the view gives: the frame's index, a picked cell or row, a choice
// (or a list of them), a step. What the model would draw is not known here: it is too large for the page.

import { Picture, wholeFactor } from "../live/picture.js";
import { button, LiveView, mountLive, percent, segmented, setProperty, write } from "../live/view.js";
import { isDark, make, readPicture } from "../packet.js";
import { curvePanel } from "../covariance/curve.js";

const GAP_PX = 12;                                  // two thick frames do not touch
const NAME_PX = { phone: 46, wide: 132 };
const UNUSED = 0.01;                                // weight below which nothing of a sample comes from a cell
const FLOW = { phone: 4, wide: 8 };                 // cells of a row without a name, where the row breaks
const ROWS = 12;                                    // named rows that are seen at a time
const PAGE_KEYS = 4;                                // frames that Page keys go by
const TRAINED = 8;                                  // of the curve's levels: spread 1

export default function (component) {
  return mountLive(component, ".filmstrip", StripView);
}

class StripView extends LiveView {
  constructor(parts) {
    super(parts);
    this.shape = this.model.header.shape;
    this.F = this.view.words.length;
    this.frameAt = Math.min(this.F - 1, Math.max(0, Math.round(this.carried("frame", 0))));
    this.picked = this.carried("picked", null);
    this.step = this.sameModel ? this.kept.step ?? 0 : 0;
    this.page = this.sameModel ? this.kept.page ?? 0 : 0;
    this.chosen = new Map((this.view.choosers ?? []).map(({ name, chosen }) => [name, chosen]));
    this.bitmaps = [];
  }

  keep() {
    return { ...super.keep(), frame: this.frameAt, picked: this.picked, step: this.step, page: this.page };
  }

  takeColours() {
    super.takeColours();
    this.root.classList.toggle("dark", isDark(this.root));
  }

  // --- structure ----------------------------------------------------------------------------------------------------

  build() {
    const { root, view } = this;
    root.classList.toggle("covariance", Boolean(view.curve));
    root.classList.toggle("even", Boolean(view.even));
    root.classList.toggle("centred", Boolean(view.centred));
    root.querySelector(".bar").replaceChildren(...this.controls(), make("span", "meter"));
    root.querySelector(".hand").replaceChildren(...(this.F > 1 ? this.handParts() : []));
    const block = root.querySelector(".cells");
    if (view.alt) block.setAttribute("aria-label", view.alt);
    this.rows = view.rows.map((row) => this.row(row));
    block.replaceChildren(...this.rows.map(({ element }) => element));
    this.showRows();
    this.showPicked();
    this.showFrame();
    this.readSheets();
  }

  controls() {
    const parts = (this.view.choosers ?? []).map((chooser) => {
      const box = make("div", "control");
      box.append(make("span", "controllabel", chooser.label), chooser.multi ? this.switches(chooser) : this.oneOf(chooser));
      return box;
    });
    if (this.view.stepper) parts.push(this.stepper());
    if (this.pages > 1) parts.push(this.pager());
    return parts;
  }

  // Rows that can be picked are turned over by the dozen; those above them (the mixture) stay.
  get pages() {
    return Math.ceil(this.view.rows.filter(({ pick }) => pick !== undefined).length / ROWS);
  }

  pager() {
    const group = make("span", "stepper");
    const turn = (by, text, title) => {
      const element = button(this, text, `page${by}`, () => {
        this.page = Math.min(this.pages - 1, Math.max(0, this.page + by));
        this.showRows();
        this.invalidate();
        this.say(`Rows ${this.where.textContent}.`);
      });
      element.setAttribute("aria-label", title);
      return element;
    };
    this.where = make("span", "counter");
    this.turns = [turn(-1, "‹", `the ${ROWS} rows before`), turn(1, "›", `the next ${ROWS} rows`)];
    group.append(this.turns[0], this.where, this.turns[1]);
    return group;
  }

  showRows() {
    const turned = this.rows.filter(({ pick }) => pick !== undefined);
    const [first, end] = [ROWS * this.page, Math.min(turned.length, ROWS * (this.page + 1))];
    turned.forEach((row, i) => {
      row.element.hidden = i < first || i >= end;
      for (const cell of this.cells) if (row.cells.includes(cell.at)) cell.hidden = row.element.hidden;
    });
    if (!this.where) return;
    write(this.where, `${first + 1} to ${end} of ${turned.length}`);
    this.turns.forEach((button, i) => { button.disabled = i ? end === turned.length : first === 0; });
  }

  // Buttons of which one is pressed; what is sent is the value as it was given.
  oneOf({ name, label, options, chosen }) {
    const given = new Map(options.map(([value]) => [String(value), value]));
    const texts = options.map(([value, ...words]) => [String(value), ...words]);
    return segmented(this, label, texts, String(chosen), (text) => this.send(name, given.get(text)));
  }

  // Buttons of which any number is pressed.
  switches({ name, label, options, chosen }) {
    const group = make("div", "switches");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    const on = new Set(chosen);
    group.append(...options.map(([value, text, title]) => {
      const one = button(this, text, `${name}-${value}`, () => {
        if (!on.delete(value)) on.add(value);
        if (on.size >= options.length) {
          on.delete(value);
          this.say("At least one must stay on.");
          return;
        }
        one.setAttribute("aria-pressed", String(on.has(value)));
        this.send(name, [...on].sort((a, b) => a - b));
      });
      one.setAttribute("aria-pressed", String(on.has(value)));
      if (title) one.setAttribute("aria-label", title);
      return one;
    }));
    return group;
  }

  stepper() {
    const { name, n, first = 0 } = this.view.stepper;
    const group = make("span", "stepper");
    const counter = make("span", "counter", `sample ${first + this.step}`);
    const step = (by, text, title) => {
      const element = button(this, text, `${name}${by}`, () => {
        this.step = (this.step + by + n) % n;
        write(counter, `sample ${first + this.step}`);
        this.send(name, this.step);
      });
      element.setAttribute("aria-label", title);
      return element;
    };
    group.append(step(-1, "‹", "Sample before"), counter, step(1, "›", "Next sample"));
    return group;
  }

  handParts() {
    const { view } = this;
    this.range = make("input");
    Object.assign(this.range, { type: "range", min: 0, max: this.F - 1, step: 1 });
    this.range.dataset.key = "frame";
    this.range.setAttribute("aria-label", view.label);
    this.listen(this.range, "input", () => this.go(Number(this.range.value), false));
    this.listen(this.range, "change", () => this.go(Number(this.range.value), true));
    this.listen(this.range, "keydown", (event) => {
      const step = { PageUp: PAGE_KEYS, PageDown: -PAGE_KEYS }[event.key];
      if (!step) return;
      event.preventDefault();
      this.range.value = this.frameAt + step;
      this.go(Number(this.range.value), true);
    });
    this.readout = make("div", "words");
    this.back = button(this, view.back ?? "Back to the start", "back", () => this.go(view.home, true));
    const top = make("div", "readout");
    top.append(this.readout, this.back);
    const track = make("div", "filmtrack");
    track.style.setProperty("--home", view.home / (this.F - 1));
    const ends = make("div", "ends");
    const [low, middle, high] = view.ends;
    ends.append(make("span", "", low), make("span", "filmhome", middle), make("span", "", high));
    track.append(this.range, ends);
    this.curve = curvePanel(view.curve, this.F, TRAINED);
    const axis = make("div", this.curve ? "axisbox measured" : "axisbox");
    axis.append(track, ...(this.curve ? [this.curve.element] : []));
    return [top, axis, ...(this.curve ? [this.curve.words] : [])];
  }

  row({ cells, name, short, mark, pick, off }) {
    const element = make("div", name ? "filmrow named" : "filmrow");
    element.classList.toggle("out", Boolean(off));
    const strip = make("div", "filmcells");
    strip.append(...cells.map((at) => this.cell(at)));
    if (!name) {
      element.append(strip);
      return { element, strip, cells };
    }
    const label = pick === undefined ? make("div", "label") : button(this, "", `row-${pick}`, () => this.pick(pick));
    label.classList.add("label");
    if (mark !== undefined) label.append(this.mark(mark));
    label.append(make("b", "number", short));
    label.append(make("span", "name", name));
    if (pick !== undefined) label.setAttribute("aria-label", `About ${name}`);
    element.append(label, strip);
    return { element, strip, cells, label, pick };
  }

  cell(at) {
    const { label, pick, caption } = this.view.cells[at];
    const picture = new Picture(this.shape);
    const element = pick === undefined ? make("div", "cell") : button(this, "", `cell-${pick}`, () => this.pick(pick));
    element.classList.add("cell");
    if (pick === undefined) element.setAttribute("role", "img");
    element.setAttribute("aria-label", label);
    const said = make("span", "caption");
    element.append(picture.canvas, said);
    said.hidden = !caption && !this.view.cells[at].shows;
    return this.addCell({ at, picture, element, said, pick, first: at === 0 }).element;
  }

  async readSheets() {
    const { sheets } = this.view;
    this.bitmaps = await Promise.all(sheets.map((_, i) => readPicture(this.packet.part(`sheet${i}`))));
    this.ready = true;
    if (!this.stopped) this.invalidate();
  }

  // --- sizes --------------------------------------------------------------------------------------------------------

  arrange() {
    const phone = this.width < 640;
    this.root.classList.toggle("phone", phone);
    const { picture } = this.cells[0];
    const large = Math.max(picture.width, picture.height);
    const named = this.rows.some(({ label }) => label);
    const free = this.width - (named ? NAME_PX[phone ? "phone" : "wide"] + GAP_PX : 0);
    const most = Math.max(...this.rows.map(({ cells }) => cells.length));
    const across = named || this.view.even ? most : Math.min(most, FLOW[phone ? "phone" : "wide"]);
    const room = Math.min(this.view.room ?? 64, free / across - GAP_PX);
    const factor = wholeFactor(large, room) || room / large;            // a large picture on a small screen: smaller than it is
    for (const cell of this.cells) cell.picture.scale(factor);
    if (!named && !this.view.even) {
      for (const { strip, cells } of this.rows) {
        strip.style.gridTemplateColumns = `repeat(${Math.min(across, cells.length)}, max-content)`;
      }
    }
    this.curve?.arrange(this.range.clientWidth);
    this.showFrame();
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  paint({ at, picture }) {
    let tile = this.frameAt * this.view.cells.length + at;
    let sheet = 0;
    while (sheet < this.bitmaps.length && tile >= this.view.sheets[sheet][0]) tile -= this.view.sheets[sheet++][0];
    picture.clear();
    if (sheet >= this.bitmaps.length || this.makerOf(at) === -1) return;
    const columns = this.view.sheets[sheet][1];
    const { width, height } = picture;
    const [x, y] = [(tile % columns) * width, Math.floor(tile / columns) * height];
    picture.context.drawImage(this.bitmaps[sheet], x, y, width, height, 0, 0, width, height);
  }

  makerOf(at) {
    return this.view.makers?.[this.frameAt][at] ?? null;
  }

  finish() {
    const weights = this.view.weights[this.frameAt];
    for (const { at, element, said } of this.cells) {
      const { caption, shows } = this.view.cells[at];
      const maker = this.makerOf(at);
      const unused = Boolean(this.view.faint) && weights[at] < UNUSED;
      element.classList.toggle("unused", unused);
      element.classList.toggle("hole", maker === -1);
      setProperty(element, "--mark", maker === null || maker < 0 ? "var(--hair)" : `var(--expert-${maker})`);
      setProperty(element, "--frame", `${(maker === null || unused ? 1 : 1 + 3 * weights[at]).toFixed(1)}px`);
      const number = maker === -1 ? "–" : String((maker ?? -1) + 1);
      const value = { maker: number, share: percent(weights[at]) }[shows];
      write(said, [caption, value].filter(Boolean).join(": "));
    }
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  go(frame, done) {
    this.frameAt = Math.min(this.F - 1, Math.max(0, frame));
    this.showFrame();
    this.invalidate();
    if (!done) return;
    this.send(this.view.sends, this.frameAt);
    requestAnimationFrame(() => { if (!this.stopped) this.label(); });
  }

  showFrame() {
    if (!this.range) return;
    const [head, rest] = this.view.words[this.frameAt];
    this.range.value = this.frameAt;
    this.readout.replaceChildren(make("b", "", head), make("span", "", rest));
    const more = this.curve ? `, ${this.curve.say(this.frameAt)}` : "";
    this.range.setAttribute("aria-valuetext", `${head}, ${rest}${more}`);
    if (this.width) this.curve?.show(this.frameAt, true);
    this.back.hidden = this.frameAt === this.view.home;
  }

  pick(value) {
    this.picked = this.picked === value && this.view.free ? -1 : value;
    this.showPicked();
    this.send(this.view.picks, this.picked);
  }

  showPicked() {
    for (const { element, pick } of this.cells) if (pick !== undefined) element.setAttribute("aria-pressed", String(pick === this.picked));
    for (const { label, pick } of this.rows) if (pick !== undefined) label.setAttribute("aria-pressed", String(pick === this.picked));
  }

  // What a reader hears of the cells: written when the hand rests, or it would never stop speaking.
  label() {
    const weights = this.view.weights[this.frameAt];
    for (const { at, element } of this.cells) {
      const { label, shows } = this.view.cells[at];
      const maker = this.makerOf(at);
      const by = maker === -1 ? "a hole" : maker === null ? "" : `by ${this.view.expert_word ?? "expert"} ${maker + 1}`;
      const more = { maker: by, share: `${percent(weights[at])} of this sample` }[shows];
      element.setAttribute("aria-label", [label, more, this.F > 1 ? this.view.words[this.frameAt][0] : ""].filter(Boolean).join(", "));
    }
  }

  start() {
    super.start();
    this.label();
  }
}
