// What stands above the matrix: the order of its rows, what becomes of a sample whose expert is off, pages of a dozen rows.

import { button, segmented, write } from "../live/parts.js";
import { make } from "../packet/packet.js";
import { PAGE } from "./state.js";

const MODES = [["reroute", "re-route", "The others take over what is off"], ["drop", "holes", "Nobody takes over what is off"]];

export class ExpertsBar {
  // `act`: reorder(name), setMode(mode), turn(step), solo(k), allOn(). `more`: buttons of what stands elsewhere.
  constructor(live, state, words, act, more = []) {
    Object.assign(this, { live, state, words });
    this.allOn = button(live, "", "all-on", act.allOn);
    this.alone = button(live, "", "alone", () => act.solo(state.expert));
    this.alone.classList.add("alone");
    const parts = [];
    if (state.orders.length > 1) {
      const options = state.orders.map(([name, text, title]) => [name, text, title]);
      parts.push(labelled("Rows by", segmented(live, "Rows by", options, state.order, act.reorder)));
    }
    parts.push(labelled("If one is off", segmented(live, "What is off", MODES, state.mode, act.setMode)));
    if (state.pages > 1) parts.push(this.pager(act));
    parts.push(this.alone, this.allOn, ...more, make("span", "meter"));
    live.root.querySelector(".bar").replaceChildren(...parts);
  }

  pager(act) {
    const box = make("div", "pager");
    this.back = button(this.live, "‹", "page-back", () => act.turn(-1));
    this.on = button(this.live, "›", "page-on", () => act.turn(1));
    this.back.setAttribute("aria-label", `the ${PAGE} rows before`);
    this.on.setAttribute("aria-label", `the next ${PAGE} rows`);
    this.where = make("span", "where");
    box.append(this.back, this.where, this.on);
    return box;
  }

  showPage() {
    const { page, pages } = this.state;
    if (pages === 1) return;
    write(this.where, this.words.page());
    this.back.disabled = page === 0;
    this.on.disabled = page === pages - 1;
  }

  showOff() {
    const { off, expert } = this.state;
    this.allOn.hidden = off.size === 0;
    write(this.allOn, this.words.allOn());
    this.alone.hidden = expert === null;
    if (expert !== null) write(this.alone, this.words.alone(expert));
  }
}

function labelled(text, control) {
  const box = make("div", "control");
  const label = make("span", "controllabel", text);
  label.setAttribute("aria-hidden", "true");         // the control says it itself
  control.classList.add("flow");
  box.append(label, control);
  return box;
}
