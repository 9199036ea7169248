// The hand and the keyboard on the map: pointing, a click, a lasso; arrow keys from point to point.

const STEP_PX = 3;                                  // between two corners of the lasso
const LEAST = 6;                                    // corners: fewer are a click

export class MapHand {
  // `map`: state, samples, places, canvas, tip, listen; and what the hand asks for: pick(i), select(mask or null), say(text).
  constructor(map) {
    Object.assign(this, { map, state: map.state, places: map.places, canvas: map.canvas, tip: map.tip });
    const { over } = map.canvas;
    const at = (event) => {
      const box = over.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    map.listen(over, "pointerdown", (event) => this.press(event, at(event)));
    map.listen(over, "pointermove", (event) => this.move(at(event)));
    map.listen(over, "pointerup", (event) => this.release(at(event)));
    map.listen(over, "pointercancel", () => { this.state.lasso = null; this.canvas.drawOver(); });
    map.listen(over, "pointerleave", () => this.leave());
    map.listen(over, "keydown", (event) => this.key(event));
    map.listen(over, "blur", () => { this.state.cursor = -1; this.tip.hide(); this.canvas.drawOver(); });
  }

  press(event, place) {
    if (event.button) return;
    event.preventDefault();                         // or the next drag becomes a native one
    const { over } = this.canvas;
    over.focus({ preventScroll: true });
    over.setPointerCapture(event.pointerId);
    Object.assign(this.state, { lasso: [place], cursor: -1 });
  }

  move([x, y]) {
    const { state, tip } = this;
    if (state.lasso) {
      tip.hide();
      const [lastX, lastY] = state.lasso[state.lasso.length - 1];
      if (Math.hypot(x - lastX, y - lastY) > STEP_PX) state.lasso.push([x, y]);
      state.hover = -1;
      this.canvas.drawOver();
      return;
    }
    const i = this.places.nearest(x, y);
    if (i !== state.hover) {
      state.hover = i;
      this.canvas.drawOver();
    }
    if (i < 0) tip.hide();
    else tip.show(i, x, y);
  }

  release([x, y]) {
    const { map, state, places } = this;
    const path = state.lasso;
    state.lasso = null;
    if (!path) return;
    if (path.length < LEAST) map.pick(places.nearest(x, y));
    else map.select(map.samples.mask((i) => places.isWithin(path, i)));
    this.canvas.drawOver();
  }

  leave() {
    if (this.state.lasso) return;
    this.state.hover = -1;
    this.tip.hide();
    this.canvas.drawOver();
  }

  key(event) {
    const { map, state, places } = this;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) {
      state.cursor = state.cursor < 0 ? places.middle() : places.towards(state.cursor, step);
      this.tip.show(state.cursor, places.x[state.cursor], places.y[state.cursor]);
      map.say(map.samples.facts(state.cursor).join(", "));
      this.canvas.drawOver();
    } else if ((event.key === "Enter" || event.key === " ") && state.cursor >= 0) map.pick(state.cursor);
    else if (event.key === "Escape") {
      this.tip.hide();
      if (state.picked >= 0) map.pick(-1);
      else map.select(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
