// One sample: beside the pointer while it is over it, on a card once it is picked.

import { make } from "../packet/packet.js";

const TIP_PX = 84;
const CARD_PX = 168;
const AWAY_PX = 16;                                 // from the point to its tip

export class MapTip {
  constructor({ samples, places }, thumbs) {
    Object.assign(this, { samples, places, thumbs });
    this.element = make("div", "tip");
    this.picture = make("canvas");
    this.text = make("div");
    this.element.append(this.picture, this.text);
  }

  show(i, x, y) {
    const { element, places } = this;
    this.thumbs.draw(this.picture, i, TIP_PX);
    this.text.replaceChildren(...this.samples.facts(i).map((text) => make("div", "", text)));
    element.classList.add("on");
    const { offsetWidth: width, offsetHeight: height } = element;
    const left = x + AWAY_PX + width > places.width ? x - AWAY_PX - width : x + AWAY_PX;
    const top = Math.max(0, Math.min(y - height / 2, places.height - height));
    element.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
  }

  hide() {
    this.element.classList.remove("on");
  }
}

export class Card {
  constructor(element, { samples, state }, thumbs, close) {
    Object.assign(this, { element, samples, state, thumbs, close });
  }

  show() {
    const { element, samples, thumbs, state: { picked } } = this;
    element.replaceChildren();
    element.classList.toggle("on", picked >= 0);
    if (picked < 0) return;
    const facts = samples.facts(picked);
    const canvas = make("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", facts.join(", "));
    thumbs.draw(canvas, picked, CARD_PX);
    const text = make("div", "facts");
    text.append(make("strong", "", `Sample ${picked}`), ...facts.map((line) => make("div", "", line)));
    const close = make("button", "clear", "Close");
    close.type = "button";
    close.addEventListener("click", this.close);
    text.append(close);
    element.append(canvas, text);
  }
}
