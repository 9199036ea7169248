// Nearer, farther, aside: the wheel, two fingers, a drag of the hand that moves, buttons and keys.

import { make } from "../packet/packet.js";
import { stagePlace } from "./hand.js";

const ZOOM_STEP = 1.5;                                   // of a key or a button, times
const WHEEL_STEP = 0.0016;                               // of the logarithm, per px of a wheel
const SHIFT_PX = 60;                                // of a key that moves the map
const STILL_PX = 4;                                 // a drag that goes no farther is a click

export class Gestures {
  // `zoomed()` after every change.
  constructor(map, zoomed) {
    Object.assign(this, { map, zoom: map.zoom, places: map.places, zoomed, fingers: new Map(), moves: false });
    const { over } = map.canvas;
    map.listen(over, "wheel", (event) => this.wheel(event), { passive: false });
    this.element = make("div", "zoom");
    this.buttons = [["+", "Nearer", () => this.by(ZOOM_STEP)], ["\u2212", "Farther", () => this.by(1 / ZOOM_STEP)],
      ["Fit", "The whole map", () => this.fit()]].map(([text, name, act]) => {
      const button = Object.assign(make("button", "", text), { type: "button", title: name });
      button.setAttribute("aria-label", name);
      map.listen(button, "click", act);
      return button;
    });
    this.element.append(...this.buttons);
  }

  wheel(event) {
    // at the whole map a wheel that goes back scrolls the page
    if (this.zoom.isWhole && event.deltaY > 0) return;
    event.preventDefault();
    const px = event.deltaY * [1, 18, 300][event.deltaMode];
    this.zoom.about(stagePlace(this.map.canvas.over, event), Math.exp(-px * WHEEL_STEP * (event.ctrlKey ? 5 : 1)), this.places);
    this.zoomed();
  }

  // --- fingers: -> whether they move the map, so that nothing is drawn ----------------------------------------------------

  down({ pointerId }, place, moves) {
    this.fingers.set(pointerId, place);
    if (this.fingers.size === 1) Object.assign(this, { moves, gone: 0 });
    else this.moves = true;
    return this.moves;
  }

  move({ pointerId }, place) {
    const before = this.fingers.get(pointerId);
    if (!before || !this.moves) return false;
    const others = [...this.fingers].filter(([id]) => id !== pointerId).map(([, at]) => at);
    this.fingers.set(pointerId, place);
    const shift = [place[0] - before[0], place[1] - before[1]];
    this.gone += Math.hypot(...shift);
    if (others.length) {
      const [other] = others;
      const apart = ([x, y]) => Math.max(10, Math.hypot(x - other[0], y - other[1]));
      this.gone += STILL_PX;
      this.zoom.about([(place[0] + other[0]) / 2, (place[1] + other[1]) / 2], apart(place) / apart(before), this.places);
      this.zoom.move(shift.map((value) => value / 2), this.places);
    } else this.zoom.move(shift, this.places);
    this.zoomed();
    return true;
  }

  // -> whether this was a movement, and no click.
  up({ pointerId }) {
    const moved = this.moves && (this.gone > STILL_PX || this.fingers.size > 1);
    this.fingers.delete(pointerId);
    if (!this.fingers.size) this.moves = false;
    return moved;
  }

  // --- buttons and keys -------------------------------------------------------------------------------------------------

  key(key) {
    const act = { "+": () => this.by(ZOOM_STEP), "=": () => this.by(ZOOM_STEP), "-": () => this.by(1 / ZOOM_STEP), 0: () => this.fit() }[key];
    act?.();
    return Boolean(act);
  }

  by(factor) {
    const { width, height } = this.places;
    this.zoom.about([width / 2, height / 2], factor, this.places);
    this.zoomed();
  }

  step([dx, dy]) {
    this.zoom.move([-dx * SHIFT_PX, -dy * SHIFT_PX], this.places);
    this.zoomed();
  }

  fit() {
    this.zoom.fit();
    this.zoomed();
  }

  // The point i to the middle, at least so near and no farther than now.
  centre(i, least = 1) {
    const { places } = i < this.map.scene.samples.n ? this.map.scene : this.map;
    this.zoom.onto(places.box([i]), this.places, Math.max(this.zoom.scale, least));
    this.places.look();
    this.zoomed();
  }

  // Where the map can go no farther, its button rests.
  show() {
    for (const button of this.buttons.slice(1)) button.disabled = this.zoom.isWhole;
  }
}
