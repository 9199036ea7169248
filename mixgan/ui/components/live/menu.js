// A button with a list below it, inside its view: "Save".

import { make } from "../packet/packet.js";
import { escapeCloses } from "./closing.js";
import { button } from "./parts.js";

export class Menu {
  // `view`: root, listen. `items`: { key: [text, act] }; `opened()` before the list is seen: what cannot be done now rests.
  constructor(view, { text, key, items, note = "", opened }) {
    Object.assign(this, { view, opened });
    this.root = make("span", key);
    this.open = button(view, text, key, () => this.toggle());
    this.open.setAttribute("aria-expanded", "false");
    this.panel = make("div", `${key}panel`);
    this.panel.hidden = true;
    this.items = Object.fromEntries(Object.entries(items).map(([name, [words, act]]) =>
      [name, button(view, words, `${key}-${name}`, () => { this.toggle(false); act(); })]));
    this.panel.append(...Object.values(this.items), ...(note ? [make("div", `${key}note`, note)] : []));
    this.root.append(this.open, this.panel);
    escapeCloses(view, () => !this.panel.hidden, () => {
      this.toggle(false);
      this.open.focus();
    });
    view.listen(document, "pointerdown", (event) => {
      if (!event.composedPath().includes(this.root)) this.toggle(false);
    }, true);
  }

  toggle(on = this.panel.hidden) {
    this.panel.hidden = !on;
    this.open.setAttribute("aria-expanded", String(on));
    if (!on) return;
    this.place();
    this.opened();
    Object.values(this.items).find((item) => !item.disabled && !item.hidden)?.focus({ preventScroll: true });
  }

  // Below the button, inside the view.
  place() {
    const [view, here] = [this.view.root, this.root].map((element) => element.getBoundingClientRect());
    const wanted = Math.max(view.left, here.right - this.panel.offsetWidth);
    this.panel.style.left = `${Math.min(wanted, view.right - this.panel.offsetWidth) - here.left}px`;
  }
}
