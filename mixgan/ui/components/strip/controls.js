// What stands above a film that the server has drawn: choices, a sample to step to, pages of a dozen rows.

import { button, segmented, write } from "../live/parts.js";
import { make } from "../packet/packet.js";

const ROWS = 12;                                    // named rows that are seen at a time

// The choosers and the stepper of the view; each sends its own state.
export function stripControls(live, state) {
  const parts = (live.given.choosers ?? []).map((chooser) => {
    const box = make("div", "control");
    box.append(make("span", "controllabel", chooser.label), chooser.multi ? switches(live, chooser) : oneOf(live, chooser));
    return box;
  });
  if (live.given.stepper) parts.push(stepper(live, state));
  return parts;
}

// Buttons of which one is pressed; what is sent is the value as it was given.
function oneOf(live, { name, label, options, chosen }) {
  const given = new Map(options.map(([value]) => [String(value), value]));
  const texts = options.map(([value, ...words]) => [String(value), ...words]);
  return segmented(live, label, texts, String(chosen), (text) => live.send(name, given.get(text)));
}

// Buttons of which any number is pressed.
function switches(live, { name, label, options, chosen }) {
  const group = make("div", "switches");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", label);
  const on = new Set(chosen);
  group.append(...options.map(([value, text, title]) => {
    const one = button(live, text, `${name}-${value}`, () => {
      if (!on.delete(value)) on.add(value);
      if (on.size >= options.length) {
        on.delete(value);
        live.say("At least one must stay on.");
        return;
      }
      one.setAttribute("aria-pressed", String(on.has(value)));
      live.send(name, [...on].sort((a, b) => a - b));
    });
    one.setAttribute("aria-pressed", String(on.has(value)));
    if (title) one.setAttribute("aria-label", title);
    return one;
  }));
  return group;
}

function stepper(live, state) {
  const { name, n, first = 0 } = live.given.stepper;
  const group = make("span", "stepper");
  const counter = make("span", "counter", `sample ${first + state.step}`);
  const step = (by, text, title) => {
    const element = button(live, text, `${name}${by}`, () => {
      state.step = (state.step + by + n) % n;
      write(counter, `sample ${first + state.step}`);
      live.send(name, state.step);
    });
    element.setAttribute("aria-label", title);
    return element;
  };
  group.append(step(-1, "‹", "Sample before"), counter, step(1, "›", "Next sample"));
  return group;
}

// Rows that can be picked are turned over by the dozen; those above them (the mixture) stay.
export class Pager {
  // `turned(first, end)`: other rows are to be seen.
  constructor(live, state, n, turned) {
    Object.assign(this, { state, n, turned });
    if (n <= ROWS) return;
    this.element = make("span", "stepper");
    const turn = (by, text, title) => {
      const element = button(live, text, `page${by}`, () => {
        state.page = Math.min(Math.ceil(n / ROWS) - 1, Math.max(0, state.page + by));
        this.show();
        live.invalidate();
        live.say(`Rows ${this.where.textContent}.`);
      });
      element.setAttribute("aria-label", title);
      return element;
    };
    this.where = make("span", "counter");
    this.turns = [turn(-1, "‹", `the ${ROWS} rows before`), turn(1, "›", `the next ${ROWS} rows`)];
    this.element.append(this.turns[0], this.where, this.turns[1]);
  }

  show() {
    const { n } = this;
    const [first, end] = [ROWS * this.state.page, Math.min(n, ROWS * (this.state.page + 1))];
    this.turned(first, end);
    if (!this.where) return;
    write(this.where, `${first + 1} to ${end} of ${n}`);
    this.turns.forEach((button, i) => { button.disabled = i ? end === n : first === 0; });
  }
}
