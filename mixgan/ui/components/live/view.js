// What the live components share: mounting, frames with a budget of time, colours, and what survives a rerun.

import { loadProgram, readHeader } from "./engine.js";
import { colourOf, fitCanvas, isDark, make, onThemeChange, readPacket, shapePath } from "../packet.js";

const BUDGET_MS = 8;                                // of a frame's 16: the rest is layout, paint and the page

// The function that a component exports. `View` extends LiveView; `selector` finds its root in the html.
export function mountLive({ parentElement, data, setStateValue }, selector, View) {
  const root = parentElement.querySelector(selector);
  if (!root || !data) return undefined;
  const packet = readPacket(data);
  const old = parentElement.liveView;
  if (!old || old.id !== packet.header.id) {
    const bytes = packet.part("program");
    const { view: given } = packet.header;
    // a model too large for the page comes without its program: the view has what its header would say, and its pictures
    const header = bytes.length ? readHeader(bytes) : given.header;
    // equal length does not mean the same model, so the program's own id decides; an opened one is not opened again
    const model = old && old.model.header.id === header.id ? old.model : bytes.length ? loadProgram(bytes) : { header };
    const focused = parentElement.activeElement?.dataset?.key;
    const kept = old?.keep();
    old?.stop();                                    // the clean-up function is not called when only `data` changes
    const view = new View({ root, model, kept, packet, send: setStateValue, id: packet.header.id, view: given });
    parentElement.liveView = view;
    view.start();
    if (focused) root.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
  }
  return () => {
    parentElement.liveView?.stop();
    parentElement.liveView = null;
  };
}

export class LiveView {
  constructor({ root, model, view, send, kept, id, packet }) {
    Object.assign(this, { root, model, view, send, id, packet });
    this.kept = kept ?? {};
    this.sameModel = this.kept.model === model;
    this.pad = this.kept.pad ?? [0, 0];
    this.cells = [];                                // { picture, first, hidden, stale, drawn }
    this.clock = 0;
    this.undo = [];
    this.line = root.querySelector(".line");
  }

  // What the next view starts from. A value that the page changed wins over what the hand had set.
  keep() {
    return { model: this.model, view: this.view, pad: this.pad };
  }

  carried(name, fallback) {
    const before = this.kept.view?.[name];
    const moved = JSON.stringify(before) !== JSON.stringify(this.view[name]);
    return this.sameModel && !moved && name in this.kept ? this.kept[name] : this.view[name] ?? fallback;
  }

  start() {
    this.takeColours();
    this.build();
    this.undo.push(onThemeChange(this.root, () => { this.takeColours(); this.invalidate(); }));
    const resize = new ResizeObserver(() => this.resized());
    resize.observe(this.root);
    this.undo.push(() => resize.disconnect());
    this.resized();
    this.invalidate();
    cancelAnimationFrame(this.handle);
    this.frame();                                   // the first pictures are there before the browser paints
  }

  stop() {
    cancelAnimationFrame(this.handle);
    this.stopped = true;
    this.undo.forEach((step) => step());
    this.undo = [];
  }

  resized() {
    const width = Math.floor(this.root.clientWidth);
    if (!width || width === this.width) return;
    this.width = width;
    this.arrange();
  }

  listen(target, name, handler, options) {
    target.addEventListener(name, handler, options);
    this.undo.push(() => target.removeEventListener(name, handler, options));
  }

  say(text) {
    this.line.textContent = text;
  }

  // --- colours: one custom property per expert, so that a change of theme touches nothing else ----------------------

  takeColours() {
    const colours = this.view.colours?.[isDark(this.root) ? "dark" : "light"] ?? [];
    colours.forEach((colour, k) => this.root.style.setProperty(`--expert-${k}`, colour));
    this.paper = colourOf(this.root, "--st-background-color");
    for (const mark of this.root.querySelectorAll("canvas.mark")) mark.redraw(colours[mark.expert]);
  }

  mark(k) {
    const mark = expertMark(k, this.view.shapes?.[k]);
    mark.redraw(this.view.colours?.[isDark(this.root) ? "dark" : "light"]?.[k]);
    return mark;
  }

  // --- noise --------------------------------------------------------------------------------------------------------

  // A vector moved by the pad along its two directions.
  moved(noise) {
    const [a, b] = this.pad;
    const [u, v] = this.view.directions ?? [[], []];
    return Float32Array.from(noise, (value, i) => value + a * (u[i] ?? 0) + b * (v[i] ?? 0));
  }

  // --- frames: at most one decode per animation frame, and never longer than the budget ------------------------------

  invalidate(cells = this.cells) {
    for (const cell of cells) cell.stale = true;
    if (!this.handle && !this.stopped) this.handle = requestAnimationFrame(() => this.frame());
  }

  frame() {
    this.handle = 0;
    const start = performance.now();
    this.prepare();
    const queue = this.cells.filter((cell) => cell.stale && !cell.hidden);
    queue.sort((a, b) => (b.first ? 1 : 0) - (a.first ? 1 : 0) || a.drawn - b.drawn);
    let count = 0;
    for (const cell of queue) {
      this.paint(cell);
      Object.assign(cell, { stale: false, drawn: ++this.clock });
      count++;
      const spent = performance.now() - start;
      if (spent + spent / count > BUDGET_MS) break;               // the next one would take as long as those before it
    }
    this.finish();
    this.measure(performance.now() - start, count);
    if (count < queue.length) this.invalidate([]);
  }

  measure(ms, count) {
    this.frames = [...(this.frames ?? []).slice(-119), { ms, count }];
    const meter = this.root.querySelector(".meter");
    if (meter && count) write(meter, `${count} ${count === 1 ? "picture" : "pictures"} in ${ms.toFixed(1)} ms`);
  }

  addCell(cell) {
    const full = { first: false, hidden: false, stale: true, drawn: 0, ...cell };
    this.cells.push(full);
    return full;
  }

  // --- what a component writes --------------------------------------------------------------------------------------

  build() {}                                        // the elements, once
  arrange() {}                                      // sizes for this.width
  prepare() {}                                      // once a frame, before any picture
  paint() {}                                        // one cell
  finish() {}                                       // once a frame, after the pictures: numbers and frames
}

// --- small parts ---------------------------------------------------------------------------------------------------

// Buttons of which one is pressed. `options`: [[value, text, title?]].
export function segmented(view, label, options, chosen, change) {
  const group = make("div", "segmented");
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", label);
  const buttons = options.map(([value, text, title]) => {
    const button = make("button", "", text);
    Object.assign(button, { type: "button", value, title: title ?? "" });
    button.dataset.key = `${label}-${value}`;
    button.setAttribute("role", "radio");
    view.listen(button, "click", () => { group.choose(value); change(value); });
    return button;
  });
  group.choose = (value) => {
    for (const button of buttons) {
      button.setAttribute("aria-checked", String(button.value === value));
      button.tabIndex = button.value === value ? 0 : -1;
    }
  };
  view.listen(group, "keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const at = buttons.findIndex((button) => button.tabIndex === 0);
    const next = buttons[(at + step + buttons.length) % buttons.length];
    next.focus();
    next.click();
  });
  group.append(...buttons);
  group.choose(chosen);
  return group;
}

export function button(view, text, key, click) {
  const element = make("button", "plain", text);
  element.type = "button";
  element.dataset.key = key;
  view.listen(element, "click", click);
  return element;
}

// The number, colour and shape of an expert: the colour alone carries nothing.
function expertMark(k, shape) {
  const canvas = make("canvas", "mark");
  canvas.expert = k;
  canvas.setAttribute("aria-hidden", "true");
  canvas.redraw = (colour) => {
    const context = fitCanvas(canvas, 12, 12);
    context.clearRect(0, 0, 12, 12);
    context.beginPath();
    shapePath(context, shape, 6, 6, 5);
    context.fillStyle = colour ?? "gray";
    context.fill();
  };
  return canvas;
}

// Words and custom properties that most often stay as they are: writing the same again would lay the page out anew.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setProperty(element, name, value) {
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}

// leaf -> leaves, component -> components
export function plural(word) {
  return word.endsWith("f") ? `${word.slice(0, -1)}ves` : `${word}s`;
}

// 0.124 -> "12 %", 0.004 -> "< 1 %", 0 -> "0 %"
export function percent(share) {
  if (share > 0 && share < 0.01) return "< 1 %";
  if (share > 0.99 && share < 1) return "> 99 %";
  return `${Math.round(100 * share)} %`;
}
