// A question that is a sentence: it is put together outside of the view, which has what each model reads of it.

import { make } from "../packet/packet.js";

export class Sentence {
  constructor(live) {
    const size = live.model.header.condition[0];
    const bytes = live.packet.part("sheet0");
    const codes = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    Object.assign(this, { live, codes: (i) => codes.subarray(i * size, (i + 1) * size) });
  }

  // Nothing that the hand could have changed here.
  question() {
    return null;
  }

  // Each model has words of its own.
  condition(i) {
    return this.codes(i);
  }

  // As a recipe has it.
  kept() {
    return { sentence: this.live.given.said.sentence };
  }

  build(root) {
    root.classList.add("said");
    root.querySelector(".asks").replaceChildren(make("div", "sentence", this.live.given.said.sentence));
    root.querySelector(".stored").replaceChildren();
  }

  arrange() {}

  show() {}

  recolour() {}
}
