// What every live component has: mounting, frames with a budget of time, colours, and what survives a rerun.

import { loadProgram } from "./engine.js";
import { expertMark, write } from "./parts.js";
import { readHeader } from "./program.js";
import { SaveMenu } from "./save.js";
import { slideHeight, unitOfType } from "./slide.js";
import { colourOf, isDark, onThemeChange, readPacket } from "../packet/packet.js";

const BUDGET_MS = 8;                                // of a frame's 16: the rest is layout, paint and the page
const FOLLOW_MS = 2;                                // of a view that follows the hand in another: both draw in one frame

// The function that a component exports. `View` is made of a Live, which it has as `live`; `selector` finds its root in the html.
export function mountLive({ parentElement, data, setStateValue }, selector, View) {
  const root = parentElement.querySelector(selector);
  if (!root || !data) return undefined;
  const packet = readPacket(data);
  const old = parentElement.liveView;
  if (old && old.id !== packet.header.id && old.view?.grows?.(packet.header.view, packet)) old.id = packet.header.id;
  else if (!old || old.id !== packet.header.id) {
    const bytes = packet.part("program");
    const { view: given } = packet.header;
    // a model too large for the page comes without its program: the view has what its header would say, and its pictures
    const header = bytes.length ? readHeader(bytes) : given.header;
    // equal length does not mean the same model, so the program's own id decides; an opened one is not opened again
    const model = old && old.model.header.id === header.id ? old.model : bytes.length ? loadProgram(bytes) : { header };
    const focused = parentElement.activeElement?.dataset?.key;
    const kept = old?.keep();
    old?.stop();                                    // the clean-up function is not called when only `data` changes
    const live = new Live({ root, model, kept, packet, send: setStateValue, id: packet.header.id, given });
    live.view = new View(live);
    parentElement.liveView = live;
    live.start();
    if (focused) root.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
  }
  return () => {
    parentElement.liveView?.stop();
    parentElement.liveView = null;
  };
}

// What a view may have, and when it is asked: `build()` makes the elements, once; `arrange()` sizes them for `live.width` and,
// where they are to fill a slide, `live.height` (else 0), with words `live.unit` times as large as usual;
// `prepare()` once a frame before any picture, `paint(cell)` for each, `finish()` after them: numbers and frames; `label()` for
// readers, when the hand rests; `keep()` what the next view starts from; `recolour()` after a change of theme; `stop()`;
// `grows(given)`: whether it took what the page says now into the view that stands, which then stays as it is.
class Live {
  constructor({ root, model, given, send, kept, id, packet }) {
    Object.assign(this, { root, model, given, send, id, packet });
    this.kept = kept ?? {};
    this.sameModel = this.kept.model === model;
    this.pad = this.kept.pad ?? given.pad ?? [0, 0];
    this.cells = [];                                // { picture, first, hidden, stale, drawn }
    this.budget = BUDGET_MS;
    this.clock = 0;
    this.undo = [];
    this.line = root.querySelector(".line");
  }

  // --- from one view to the next ------------------------------------------------------------------------------------

  keep() {
    return { model: this.model, given: this.given, pad: this.pad, ...this.view.keep() };
  }

  // What the view before kept of this model, or else `fallback`.
  recall(name, fallback) {
    return this.sameModel ? this.kept[name] ?? fallback : fallback;
  }

  // The same of what the page says too: a value that the page changed wins over what the hand had set.
  carried(name, fallback) {
    const before = this.kept.given?.[name];
    const moved = JSON.stringify(before) !== JSON.stringify(this.given[name]);
    return this.sameModel && !moved && name in this.kept ? this.kept[name] : this.given[name] ?? fallback;
  }

  start() {
    this.root.classList.toggle("pair", Boolean(this.given.pair));   // one of two side by side: there is less room
    this.takeColours();
    this.view.build();
    if (this.given.recipe && this.view.shown) this.addSaving();
    this.undo.push(onThemeChange(this.root, () => { this.takeColours(); this.invalidate(); }));
    const resize = new ResizeObserver(() => this.resized());
    resize.observe(this.root);
    this.undo.push(() => resize.disconnect());
    this.resized();
    this.invalidate();
    cancelAnimationFrame(this.handle);
    this.frame();                                   // the first pictures are there before the browser paints
    this.view.label();
  }

  addSaving() {
    this.saving = new SaveMenu(this);
    this.root.querySelector(".bar").append(this.saving.root);
  }

  stop() {
    this.view.stop?.();
    cancelAnimationFrame(this.handle);
    this.stopped = true;
    this.undo.forEach((step) => step());
    this.undo = [];
  }

  resized() {
    const { root } = this;
    const width = Math.floor(root.clientWidth);
    const height = slideHeight(root);
    const unit = unitOfType();
    if (!width || [width, height, unit].join() === this.sizes) return;
    const isNewType = unit !== this.unit;
    Object.assign(this, { width, height, unit, sizes: [width, height, unit].join() });
    if (isNewType) this.drawMarks();
    this.view.arrange();
    this.invalidate([]);                            // pictures that waited for their sizes
  }

  // On a slide: the largest whole factor at which what `apply` lays out stays inside, tried from `most` down; 1 else.
  fit(apply, most = 8) {
    for (let factor = most; factor > 1; factor--) {
      apply(factor);
      if (this.root.scrollHeight <= this.root.clientHeight && this.root.scrollWidth <= this.width) return factor;
    }
    apply(1);
    return 1;
  }

  listen(target, name, handler, options) {
    target.addEventListener(name, handler, options);
    this.undo.push(() => target.removeEventListener(name, handler, options));
  }

  say(text) {
    this.line.textContent = text;
  }

  // Words after the pictures of the coming frame; `then` when they are there.
  settle(then) {
    requestAnimationFrame(() => {
      if (this.stopped) return;
      this.view.label();
      then?.();
    });
  }

  // --- colours: one custom property per expert, so that a change of theme touches nothing else ----------------------

  takeColours() {
    const { colours } = this;
    colours.forEach((colour, k) => this.root.style.setProperty(`--expert-${k}`, colour));
    this.paper = colourOf(this.root, "--st-background-color");
    this.drawMarks();
    this.view.recolour?.();
  }

  drawMarks() {
    for (const mark of this.root.querySelectorAll("canvas.mark")) mark.redraw(this.colours[mark.expert]);
  }

  get colours() {
    return this.given.colours?.[isDark(this.root) ? "dark" : "light"] ?? [];
  }

  mark(k) {
    const mark = expertMark(k, this.given.shapes?.[k]);
    mark.redraw(this.colours[k]);
    return mark;
  }

  // --- frames: at most one decode per animation frame, and never longer than the budget ------------------------------

  addCell(cell) {
    const full = { first: false, hidden: false, stale: true, drawn: 0, ...cell };
    this.cells.push(full);
    return full;
  }

  invalidate(cells = this.cells) {
    for (const cell of cells) cell.stale = true;
    if (!this.handle && !this.stopped) this.handle = requestAnimationFrame(() => this.frame());
  }

  frame() {
    this.handle = 0;
    if (!this.sizes) return;                        // it has no room: on a page that is being left
    const start = performance.now();
    this.view.prepare?.();
    const queue = this.cells.filter((cell) => cell.stale && !cell.hidden);
    queue.sort((a, b) => (b.first ? 1 : 0) - (a.first ? 1 : 0) || a.drawn - b.drawn);
    let count = 0;
    for (const cell of queue) {
      this.view.paint(cell);
      Object.assign(cell, { stale: false, drawn: ++this.clock });
      count++;
      const spent = performance.now() - start;
      if (spent + spent / count > this.budget) break;               // the next one would take as long as those before it
    }
    this.view.finish?.();
    this.saving?.saw();
    this.measure(performance.now() - start, count);
    if (count < queue.length) this.invalidate([]);
  }

  // Whether the hand moves the pad of another view, and this one comes second.
  follow(on) {
    this.budget = on ? FOLLOW_MS : BUDGET_MS;
  }

  measure(ms, count) {
    this.frames = [...(this.frames ?? []).slice(-119), { ms, count }];
    const meter = this.root.querySelector(".meter");
    if (meter && count) write(meter, `${count} ${count === 1 ? "picture" : "pictures"} in ${ms.toFixed(1)} ms`);
  }
}
