// A square for the hand: it moves the noise along two directions while every picture follows.

import { make } from "../packet/packet.js";
import { Shared } from "./shared.js";

const REACH = 3;                                    // standard deviations from the middle to the edge
const STEP = 0.1;

class Pad {
  // `move([a, b])` while the thumb moves, `release([a, b])` when it comes to rest.
  constructor(live, { value, names, move, release }) {
    Object.assign(this, { live, names: names ?? ["direction 1", "direction 2"], move, release });
    this.root = make("div", "padbox");
    this.area = make("div", "pad");
    this.thumb = make("span", "thumb");
    this.home = make("span", "home");
    this.inputs = this.names.map((name, i) => this.input(name, i));
    this.area.append(this.home, this.thumb, ...this.inputs);
    this.label = make("div", "padlabel");
    this.text = make("span", "padtext");
    this.back = make("button", "plain", "back");
    Object.assign(this.back, { type: "button", title: "Back to the start (Home)" });
    this.label.append(this.text, this.back);
    this.root.append(this.area, this.label);
    if (names) this.root.append(...["→ ", "↑ "].map((arrow, i) => make("div", "axis", arrow + names[i])));
    this.listen();
    this.show(value);
  }

  // For the keyboard and for readers two native ranges, out of sight; the area shows their focus.
  input(name, i) {
    const input = make("input", "unseen");
    Object.assign(input, { type: "range", min: -REACH, max: REACH, step: STEP, tabIndex: i ? -1 : 0 });
    input.setAttribute("aria-label", `noise along ${name}; arrow keys move the pad`);
    input.dataset.key = `pad-${i}`;
    return input;
  }

  show([a, b]) {
    this.value = [a, b].map((v) => Math.round(100 * Math.min(REACH, Math.max(-REACH, v))) / 100);
    [a, b] = this.value;
    this.thumb.style.left = `${50 + (50 * a) / REACH}%`;
    this.thumb.style.top = `${50 - (50 * b) / REACH}%`;
    this.inputs.forEach((input, i) => {
      input.value = this.value[i];
      input.setAttribute("aria-valuetext", `${signed(this.value[i])} standard deviations`);
    });
    const still = a === 0 && b === 0;
    this.text.textContent = still ? "drag the noise" : `${signed(a)}, ${signed(b)} σ`;
    this.back.hidden = still;
  }

  go(value, done) {
    this.show(value);
    this.move(this.value);
    if (done) this.release(this.value);
  }

  // To the middle, where it is not there already.
  goHome() {
    if (this.value.some((v) => v !== 0)) this.go([0, 0], true);
  }

  listen() {
    const { live, area } = this;
    const at = (event) => {
      const box = area.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
        .map((share, i) => (i ? 1 - 2 * share : 2 * share - 1) * REACH);
    };
    live.listen(area, "pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();                       // or a label is selected, and the next drag becomes a native one
      this.inputs[0].focus({ preventScroll: true });
      area.setPointerCapture(event.pointerId);
      this.dragging = true;
      this.go(at(event));
    });
    live.listen(area, "pointermove", (event) => { if (this.dragging) this.go(at(event)); });
    const end = () => {
      if (this.dragging) this.release(this.value);
      this.dragging = false;
    };
    for (const name of ["pointerup", "pointercancel"]) live.listen(area, name, end);
    live.listen(area, "keydown", (event) => this.key(event));
    live.listen(area, "keyup", (event) => { if (MOVES[event.key]) this.release(this.value); });
    for (const input of this.inputs) {
      live.listen(input, "input", () => this.go(this.inputs.map((each) => Number(each.value))));
      live.listen(input, "change", () => this.release(this.value));
    }
    live.listen(this.back, "click", () => { this.go([0, 0], true); this.inputs[0].focus({ preventScroll: true }); });
  }

  key(event) {
    if (event.key === "Home") this.go([0, 0], true);
    else if (MOVES[event.key]) {
      const size = STEP * (event.shiftKey ? 5 : 1);
      this.go(this.value.map((v, i) => v + size * MOVES[event.key][i]));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// The pad of a view: it moves the noise of all its pictures, and of the views that share it. The server hears where it rests.
export function noisePad(live, onMove = () => {}) {
  const moveTo = (value) => { live.pad = value; onMove(); live.invalidate(); };
  const shared = new Shared(live, "pad", live.given.latent, {
    now: () => live.pad,
    take: (value, rests) => {
      pad.show(value);
      live.follow(!rests);
      moveTo(value);
      if (rests) live.view.label();
    },
    report: (value) => live.send("pad", value),
  });
  live.pad = shared.ask() ?? live.pad;
  const pad = new Pad(live, {
    value: live.pad, names: live.given.axes,
    move: (value) => { moveTo(value); shared.tell(value, false); },
    release: (value) => { live.view.label(); live.send("pad", value); shared.tell(value); },
  });
  return pad;
}

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
