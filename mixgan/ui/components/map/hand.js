// The hand and the keyboard on the map: pointing, a click, a lasso or a line; arrow keys from point to point.

const STEP_PX = 3;                                  // between two corners of a line
const LEAST = 6;                                    // corners: fewer are a click
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class MapHand {
  // `map`: state, samples, reals, places, canvas, tip, gestures, listen, say(text). `asks`: pick(i), toggle(i), circle(path),
  // draw(path), select(null).
  constructor(map, asks) {
    Object.assign(this, { map, asks, state: map.state, places: map.places, canvas: map.canvas, tip: map.tip });
    const { over } = map.canvas;
    map.listen(over, "pointerdown", (event) => this.press(event, stagePlace(over, event)));
    map.listen(over, "pointermove", (event) => this.move(event, stagePlace(over, event)));
    map.listen(over, "pointerup", (event) => this.release(event, stagePlace(over, event)));
    map.listen(over, "pointercancel", (event) => this.drop(event));
    map.listen(over, "pointerleave", () => this.leave());
    map.listen(over, "keydown", (event) => this.key(event));
    map.listen(over, "blur", () => { this.state.cursor = -1; this.tip.hide(); this.canvas.drawOver(); });
  }

  press(event, place) {
    if (event.button > 1) return;
    event.preventDefault();                         // or the next drag becomes a native one
    const { over } = this.canvas;
    over.focus({ preventScroll: true });
    over.setPointerCapture(event.pointerId);
    this.state.cursor = -1;
    this.tip.hide();
    this.began = place;
    const moves = this.map.gestures.down(event, place, event.button === 1 || this.state.hand === "move");
    this.state.path = moves ? null : [this.places.inUnit(place)];
    this.last = place;
  }

  move(event, [x, y]) {
    const { state, tip, map } = this;
    if (map.gestures.move(event, [x, y])) return;
    if (state.path) {
      if (Math.hypot(x - this.last[0], y - this.last[1]) > STEP_PX) {
        state.path.push(this.places.inUnit([x, y]));
        this.last = [x, y];
      }
      state.hover = map.reals.hover = -1;
      this.canvas.drawOver();
      return;
    }
    const near = this.places.nearest(x, y);
    const j = map.reals.nearest(x, y, this.places, near);
    const i = j < 0 ? near : -1;
    if (i !== state.hover || j !== map.reals.hover) {
      state.hover = i;
      map.reals.hover = j;
      this.canvas.drawOver();
    }
    if (j >= 0) tip.showReal(map.reals, j, x, y);
    else if (i >= 0) tip.show(i, x, y);
    else tip.hide();
  }

  release(event, [x, y]) {
    const { map, asks, state, places } = this;
    const moved = map.gestures.up(event);
    const { path } = state;
    state.path = null;
    if (moved || !this.began) return;
    this.began = null;
    if (path && path.length >= LEAST) {
      if (state.hand === "line" && places === map.places) asks.draw(path);
      else asks.circle(path);
    } else if (event.shiftKey) asks.toggle(places.nearest(x, y));
    else asks.pick(places.nearest(x, y));
    this.canvas.drawOver();
  }

  drop(event) {
    this.map.gestures.up(event);
    this.state.path = null;
    this.canvas.drawOver();
  }

  leave() {
    if (this.state.path) return;
    this.state.hover = this.map.reals.hover = -1;
    this.tip.hide();
    this.canvas.drawOver();
  }

  key(event) {
    const { map, asks, state } = this;
    const step = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step && event.shiftKey) map.gestures.step(step);
    else if (step) this.walk(step);
    else if (event.key === "Enter" && event.shiftKey && state.cursor >= 0) asks.toggle(state.cursor);
    else if ((event.key === "Enter" || event.key === " ") && state.cursor >= 0) asks.pick(state.cursor);
    else if (event.key === "Escape") {
      this.tip.hide();
      return;                                       // what is open is closed by the map
    } else if (!map.gestures.key(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  walk(step) {
    const { map, state, places } = this;
    state.cursor = state.cursor < 0 ? places.middle() : places.towards(state.cursor, step);
    if (!places.isShown(state.cursor, 20)) map.gestures.centre(state.cursor);
    this.tip.show(state.cursor, places.x[state.cursor], places.y[state.cursor]);
    map.say(map.scene.samples.facts(state.cursor).join(", "));
    this.canvas.drawOver();
  }
}

export function stagePlace(element, event) {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
