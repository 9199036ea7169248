// The paper with the outline on it, or what else asks: pen and eraser under the hand, or arrow keys and the space bar.

import { button, segmented } from "../live/parts.js";
import { colourOf, fitCanvas, make, rgb } from "../packet/packet.js";

const HELP = "arrow keys move the pen, space puts it down or lifts it";

export class Paper {
  // `change()` while a line grows, `rest()` when it has come to an end.
  constructor(live, outline, { change, rest }) {
    Object.assign(this, { live, outline, change, rest, size: 0, tool: "pen", cursor: null, isDown: false, from: null });
    this.root = make("div", "paper");
    this.canvas = make("canvas", "pen sheet");
    Object.assign(this.canvas, { tabIndex: 0 });
    this.canvas.dataset.key = "paper";
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label", `paper for ${live.given.asks}; ${HELP}`);
    const hands = make("div", "hands");
    this.undo = button(live, "Undo", "undo", () => this.done(() => outline.undo()));
    this.clear = button(live, "Clear", "clear", () => this.done(() => { outline.remember(); outline.clear(); }));
    const tools = segmented(live, "tool", [["pen", "pen"], ["eraser", "eraser"]], this.tool, (tool) => { this.tool = tool; });
    hands.append(tools, this.undo, this.clear);
    this.root.append(this.canvas, hands);
    this.listenToPointer();
    this.listenToKeys();
  }

  listenToPointer() {
    const { live, canvas } = this;
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      const { width, height } = this.outline;
      return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
    };
    live.listen(canvas, "pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();                       // or a label is selected, and the next stroke becomes a native drag
      canvas.setPointerCapture(event.pointerId);
      canvas.focus({ preventScroll: true });
      this.cursor = null;
      this.outline.remember();
      this.isDown = true;
      this.to(at(event), true);
    });
    live.listen(canvas, "pointermove", (event) => {
      if (!this.isDown) return;
      // all that a fast hand did since the last frame
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) this.to(at(each));
    });
    for (const name of ["pointerup", "pointercancel"]) live.listen(canvas, name, () => { if (!this.cursor) this.lift(); });
  }

  listenToKeys() {
    const { live, canvas } = this;
    live.listen(canvas, "keydown", (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!step && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      const { width, height } = this.outline;
      this.cursor ??= [width / 2, height / 2];
      if (!step) {
        if (this.isDown) this.lift();
        else {
          this.outline.remember();
          this.isDown = true;
          this.to(this.cursor, true);
        }
      } else {
        this.cursor = this.cursor.map((value, i) => Math.min([width, height][i] - 0.5, Math.max(0.5, value + step[i])));
        if (this.isDown) this.to(this.cursor);
      }
      this.show();
    });
    live.listen(canvas, "blur", () => { this.lift(); this.cursor = null; this.show(); });
  }

  to(point, isFirst = false) {
    this.outline.line(isFirst ? point : this.from, point, this.tool === "pen" ? 1 : 0);
    this.from = point;
    this.show();
    this.change();
  }

  lift() {
    if (!this.isDown) return;
    this.isDown = false;
    this.rest();
  }

  done(act) {
    act();
    this.show();
    this.change();
    this.rest();
  }

  scale(size) {
    this.size = size;
    this.show();
  }

  show() {
    const { canvas, size, outline, cursor } = this;
    if (!size) return;
    const { width, height, pixels } = outline;
    const side = size / Math.max(width, height);
    const context = fitCanvas(canvas, side * width, side * height);
    context.fillStyle = "black";                    // as the model sees it, on dark and light pages
    context.fillRect(0, 0, side * width, side * height);
    context.fillStyle = "white";
    pixels.forEach((value, i) => { if (value) context.fillRect(side * (i % width), side * Math.floor(i / width), side, side); });
    if (outline.isEmpty && !cursor) this.invite(context, side * width, side * height);
    if (cursor) {
      context.strokeStyle = rgb(colourOf(this.live.root, "--st-primary-color"));
      Object.assign(context, { lineWidth: this.isDown ? 3 : 1.5 });
      context.strokeRect(side * (cursor[0] - 1), side * (cursor[1] - 1), 2 * side, 2 * side);
    }
    this.undo.disabled = !outline.before.length;
    this.clear.disabled = outline.isEmpty;
  }

  invite(context, width, height) {
    const { fontFamily } = getComputedStyle(this.live.root);
    const font = `${13 * (this.live.unit ?? 1)}px ${fontFamily}`;
    Object.assign(context, { font, textAlign: "center", textBaseline: "middle" });
    context.fillStyle = "rgb(190,190,190)";
    context.fillText(`draw ${this.live.given.asks}`, width / 2, height / 2);
  }
}
