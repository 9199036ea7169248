// The stored questions, small: one may be chosen, with a click or with arrow keys.

import { Picture } from "../live/picture.js";
import { make } from "../packet/packet.js";

export class Questions {
  // In `root`. `pictures`: rows in [-1, 1], channel-last, of `shape`; `choose(i)`.
  constructor(live, root, pictures, shape, choose) {
    Object.assign(this, { live, root });
    this.root.setAttribute("role", "radiogroup");
    this.root.setAttribute("aria-label", "stored questions");
    this.buttons = pictures.map((values, i) => {
      const element = make("button", "thumb-button");
      Object.assign(element, { type: "button" });
      element.dataset.key = `question-${i}`;
      element.setAttribute("role", "radio");
      element.setAttribute("aria-label", `question ${i + 1} of ${pictures.length}`);
      const picture = new Picture(shape);
      picture.draw(values, 0);
      element.append(picture.canvas);
      live.listen(element, "click", () => choose(i));
      return { element, picture };
    });
    live.listen(this.root, "keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const n = this.buttons.length;
      const at = this.buttons.findIndex(({ element }) => element.tabIndex === 0);
      const next = (at + step + n) % n;
      this.buttons[next].element.focus();
      choose(next);
    });
    this.root.replaceChildren(...this.buttons.map(({ element }) => element));
    this.mark(-1);
  }

  // `chosen`: -1 where what is asked was drawn.
  mark(chosen) {
    this.buttons.forEach(({ element }, i) => {
      element.setAttribute("aria-checked", String(i === chosen));
      element.tabIndex = i === Math.max(0, chosen) ? 0 : -1;
    });
  }

  scale(factor) {
    for (const { picture } of this.buttons) picture.scale(factor);
  }
}
