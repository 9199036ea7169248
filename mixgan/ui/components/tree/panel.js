// What a push and a morph have in common: a panel that a button opens and closes, and Escape closes.

import { escapeCloses } from "../live/closing.js";

export class TreePanel {
  // `model`: the push or the morph. `onRoom()`: the panel takes room from the tree, or gives it back.
  constructor(live, model, onRoom) {
    Object.assign(this, { live, model, onRoom });
    escapeCloses(live, () => model.isActive, () => { this.toggle(); this.button.focus(); });
  }

  // There is room for one of them: the `other` closes.
  toggle() {
    this.model.open = !this.model.open;
    if (this.model.open && this.other.model.isActive) this.other.toggle();
    this.rewind();
    this.show();
    this.onRoom();
    this.live.invalidate();
    this.live.settle();
  }
}
