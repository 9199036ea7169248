// The steps of a talk: where one is, what is said there, and the ways back and on, by button and by key.

import { make } from "../packet/packet.js";

const PAGES = { PageDown: 1, PageUp: -1 };          // what a presenter's remote sends
const ARROWS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const HOLDS_KEYS = "input, select, textarea, [contenteditable]";

export class Steps {
  // `address(step)` of a step, from 0; `back`: a link to where the talk was left.
  constructor(element, back, steps, address) {
    Object.assign(this, { element, back, steps, address, at: -1, last: -1 });
  }

  get title() {
    return this.steps[this.at]?.title;
  }

  // Step `at`, from 0; anything else is no step: then a link leads back to where the talk was left.
  show(at) {
    const { steps, element, back } = this;
    this.at = Number.isInteger(at) && at >= 0 && at < steps.length ? at : -1;
    if (this.at >= 0) this.last = this.at;
    document.body.classList.toggle("talk", this.at >= 0);
    element.hidden = this.at < 0;
    back.hidden = !steps.length || this.at >= 0;
    if (!back.hidden) back.href = this.address(this.target(1));
    if (element.hidden) return;
    const text = make("div", "said");
    text.append(make("span", "count", `${this.at + 1} of ${steps.length}`), ...steps[this.at].say.map((part) => make("p", "", part)));
    const ways = make("div", "ways");
    for (const by of [-1, 1]) {
      const to = this.target(by);
      if (to === null) continue;
      const way = make("a", by > 0 ? "primary" : "", by > 0 ? `Next: ${steps[to].page}` : "Previous");
      way.href = this.address(to);
      ways.append(way);
    }
    element.replaceChildren(text, ways);
  }

  // The step that lies `by` from here; null for none.
  target(by) {
    if (!this.steps.length) return null;
    if (this.at < 0) return by > 0 ? Math.max(0, this.last) : null;
    const to = this.at + by;
    return to >= 0 && to < this.steps.length ? to : null;
  }

  // A remote's keys step wherever the focus is; arrows only where nothing else takes them.
  listen(go) {
    const step = (event, by) => {
      const to = this.target(by);
      if (!by || to === null || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      go(this.address(to));
    };
    window.addEventListener("keydown", (event) => step(event, PAGES[event.key]), true);
    window.addEventListener("keydown", (event) => {
      const [target] = event.composedPath();
      if (!event.defaultPrevented && !target.matches?.(HOLDS_KEYS)) step(event, ARROWS[event.key]);
    });
  }
}
