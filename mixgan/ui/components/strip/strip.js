// A film that the server has drawn: cells are repainted from its sheets while a slider moves, and nothing is asked meanwhile.
// Sends, when the hand comes to rest, under the names that the view gives: the frame's index, a picked cell or row, a choice
// (or a list of them), a step. What the model would draw is not known here: it is too large for the page.

import { mountLive } from "../live/live.js";
import { isDark, make } from "../packet/packet.js";
import { StripCells } from "./cells.js";
import { Pager, stripControls } from "./controls.js";
import { FilmSlider } from "./slider.js";

export default function (component) {
  return mountLive(component, ".filmstrip", StripView);
}

class StripView {
  constructor(live) {
    this.live = live;
    const F = live.given.words.length;
    this.state = {
      F, frame: Math.min(F - 1, Math.max(0, Math.round(live.carried("frame", 0)))), picked: live.carried("picked", null),
      step: live.recall("step", 0), page: live.recall("page", 0),
    };
  }

  keep() {
    const { frame, picked, step, page } = this.state;
    return { frame, picked, step, page };
  }

  recolour() {
    this.live.root.classList.toggle("dark", isDark(this.live.root));
  }

  build() {
    const { live, state } = this;
    const { root, given } = live;
    root.classList.toggle("covariance", Boolean(given.curve));
    root.classList.toggle("even", Boolean(given.even));
    root.classList.toggle("centred", Boolean(given.centred));
    this.cells = new StripCells(live, state, (value) => this.pick(value));
    const pager = new Pager(live, state, this.cells.turned.length, (first, end) => this.cells.showRows(first, end));
    const above = [...stripControls(live, state), ...(pager.element ? [pager.element] : []), make("span", "meter")];
    root.querySelector(".bar").replaceChildren(...above);
    this.slider = state.F > 1 ? new FilmSlider(live, state, (frame, done) => this.go(frame, done)) : null;
    root.querySelector(".hand").replaceChildren(...(this.slider?.parts ?? []));
    pager.show();
    this.cells.showPicked();
    this.slider?.show();
    this.cells.read();
  }

  arrange() {
    this.cells.arrange();
    this.slider?.arrange();
    this.slider?.show();
  }

  paint(cell) {
    this.cells.paint(cell);
  }

  finish() {
    this.cells.finish();
  }

  label() {
    this.cells.label();
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  go(frame, done) {
    const { live, state } = this;
    state.frame = Math.min(state.F - 1, Math.max(0, frame));
    this.slider?.show();
    live.invalidate();
    if (!done) return;
    live.send(live.given.sends, state.frame);
    live.settle();
  }

  pick(value) {
    const { live, state } = this;
    state.picked = state.picked === value && live.given.free ? -1 : value;
    this.cells.showPicked();
    live.send(live.given.picks, state.picked);
  }
}
