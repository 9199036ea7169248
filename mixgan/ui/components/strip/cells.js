// The rows and cells of a film: one picture each out of the server's sheets, its frame, and its words.

import { UNUSED } from "../live/mixture.js";
import { button, setProperty, write } from "../live/parts.js";
import { Picture, wholeFactor } from "../live/picture.js";
import { expertName, percent, shortName } from "../live/words.js";
import { make, readPicture } from "../packet/packet.js";

const GAP_PX = 12;                                  // two thick frames do not touch
const NAME_PX = { phone: 46, wide: 132 };
const FLOW = { phone: 4, wide: 8 };                 // cells of a row without a name, where the row breaks

export class StripCells {
  // `pick(value)` when the hand picks a row or a cell.
  constructor(live, state, pick) {
    const { given } = live;
    Object.assign(this, { live, state, given, bitmaps: [] });
    const block = live.root.querySelector(".cells");
    if (given.alt) block.setAttribute("aria-label", given.alt);
    this.rows = given.rows.map((row) => this.row(row, pick));
    this.turned = this.rows.filter((row) => row.pick !== undefined);    // by the dozen
    block.replaceChildren(...this.rows.map(({ element }) => element));
  }

  row({ cells, name, short, mark, pick, off }, act) {
    const element = make("div", name ? "filmrow named" : "filmrow");
    element.classList.toggle("out", Boolean(off));
    const strip = make("div", "filmcells");
    strip.append(...cells.map((at) => this.cell(at, act)));
    if (!name) {
      element.append(strip);
      return { element, strip, cells };
    }
    const label = pick === undefined ? make("div", "label") : button(this.live, "", `row-${pick}`, () => act(pick));
    label.classList.add("label");
    if (mark !== undefined) label.append(this.live.mark(mark));
    label.append(make("b", "number", short));
    label.append(make("span", "name", name));
    if (pick !== undefined) label.setAttribute("aria-label", `About ${name}`);
    element.append(label, strip);
    return { element, strip, cells, label, pick };
  }

  cell(at, act) {
    const { label, pick, caption, shows } = this.given.cells[at];
    const picture = new Picture(this.live.model.header.shape);
    const element = pick === undefined ? make("div", "cell") : button(this.live, "", `cell-${pick}`, () => act(pick));
    element.classList.add("cell");
    if (pick === undefined) element.setAttribute("role", "img");
    element.setAttribute("aria-label", label);
    const said = make("span", "caption");
    element.append(picture.canvas, said);
    said.hidden = !caption && !shows;
    return this.live.addCell({ at, picture, element, said, pick, first: at === 0 }).element;
  }

  async read() {
    const sheets = this.given.sheets.map((_, i) => readPicture(this.live.packet.part(`sheet${i}`)));
    this.bitmaps = await Promise.all(sheets);
    this.ready = true;
    if (!this.live.stopped) this.live.invalidate();
  }

  // Of the rows that are turned over: those that are seen.
  showRows(first, end) {
    this.turned.forEach((row, i) => {
      row.element.hidden = i < first || i >= end;
      for (const cell of this.live.cells) if (row.cells.includes(cell.at)) cell.hidden = row.element.hidden;
    });
  }

  showPicked() {
    const pressed = (pick) => String(pick === this.state.picked);
    for (const { element, pick } of this.live.cells) if (pick !== undefined) element.setAttribute("aria-pressed", pressed(pick));
    for (const { label, pick } of this.turned) label.setAttribute("aria-pressed", pressed(pick));
  }

  arrange() {
    const { given, rows } = this;
    const { width, height, unit, root, cells } = this.live;
    const phone = width < 640;
    root.classList.toggle("phone", phone);
    const { picture } = cells[0];
    const large = Math.max(picture.width, picture.height);
    const named = rows.some(({ label }) => label);
    const free = width - (named ? NAME_PX[phone ? "phone" : "wide"] * unit + GAP_PX : 0);
    const most = Math.max(...rows.map((row) => row.cells.length));
    const lay = (factor, across) => {
      for (const cell of cells) cell.picture.scale(factor);
      if (named || given.even) return;
      for (const row of rows) row.strip.style.gridTemplateColumns = `repeat(${Math.min(across, row.cells.length)}, max-content)`;
    };
    if (height) {
      this.live.fit((factor) => lay(factor, Math.max(1, Math.floor((free - GAP_PX) / (large * factor + GAP_PX)))));
      return;
    }
    const across = named || given.even ? most : Math.min(most, FLOW[phone ? "phone" : "wide"]);
    const room = Math.min(given.room ?? 64, free / across - GAP_PX);
    const factor = wholeFactor(large, room) || room / large;            // a large picture on a small screen: smaller than it is
    lay(factor, across);
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  paint({ at, picture }) {
    const { sheets, cells } = this.given;
    let tile = this.state.frame * cells.length + at;
    let sheet = 0;
    while (sheet < this.bitmaps.length && tile >= sheets[sheet][0]) tile -= sheets[sheet++][0];
    picture.clear();
    if (sheet >= this.bitmaps.length || this.makerOf(at) === -1) return;
    const columns = sheets[sheet][1];
    const { width, height } = picture;
    const [x, y] = [(tile % columns) * width, Math.floor(tile / columns) * height];
    picture.context.drawImage(this.bitmaps[sheet], x, y, width, height, 0, 0, width, height);
  }

  makerOf(at) {
    return this.given.makers?.[this.state.frame][at] ?? null;
  }

  finish() {
    const weights = this.given.weights[this.state.frame];
    for (const { at, element, said } of this.live.cells) {
      const { caption, shows } = this.given.cells[at];
      const maker = this.makerOf(at);
      const unused = Boolean(this.given.faint) && weights[at] < UNUSED;
      element.classList.toggle("unused", unused);
      element.classList.toggle("hole", maker === -1);
      setProperty(element, "--mark", maker === null || maker < 0 ? "var(--hair)" : `var(--expert-${maker})`);
      setProperty(element, "--frame", `${(maker === null || unused ? 1 : 1 + 3 * weights[at]).toFixed(1)}px`);
      const number = maker === null || maker < 0 ? "–" : shortName(maker);
      const value = { maker: number, share: percent(weights[at]) }[shows];
      write(said, [caption, value].filter(Boolean).join(": "));
    }
  }

  // What a reader hears of the cells: written when the hand rests, or it would never stop speaking.
  label() {
    const { frame, F } = this.state;
    const weights = this.given.weights[frame];
    for (const { at, element } of this.live.cells) {
      const { label, shows } = this.given.cells[at];
      const maker = this.makerOf(at);
      const by = maker === -1 ? "a hole" : maker === null ? "" : `by ${expertName(this.given.expert_word ?? "expert", maker)}`;
      const more = { maker: by, share: `${percent(weights[at])} of this sample` }[shows];
      element.setAttribute("aria-label", [label, more, F > 1 ? this.given.words[frame][0] : ""].filter(Boolean).join(", "));
    }
  }
}
