// What the drawing says: what to do, how far the search is, and whether the model can draw that.

import { make } from "../packet/packet.js";

const FOUND_BELOW = 0.5;                                  // of the mean picture's difference: more is another picture
const RESIDUAL_MEANS = "The squared difference that is left, in parts of that of the mean picture: 0 is the drawing itself, 1 no better "
  + "than the mean. It is looked for by drawing alone: from the nearest of 1,500 random samples, each expert's own, downhill.";

export class DrawWords {
  constructor(draw, search) {
    Object.assign(this, { draw, search });
  }

  get canvas() {
    return this.draw.pen ? "Draw here with pen, mouse or finger, or drop a picture" : "Drop a picture here";
  }

  // Of the picture that the model is asked for.
  get asked() {
    return this.draw.fit ? "scaled, centred" : this.draw.pen ? "your drawing" : "your picture";
  }

  get brought() {
    return `Brought along with what was found for it.${this.draw.pen ? " Draw, and it is looked for anew." : ""}`;
  }

  state(found) {
    const { search, draw } = this;
    if (!search.target) return draw.pen ? "Nothing is drawn yet: draw in the square, or drop a picture there." : "Drop a picture in the square, or open one.";
    if (!found) return "Drawing random samples to start from.";
    const left = found.residual.toFixed(2);
    if (!search.isSettled) return `Residual ${left} after ${search.decodes.toLocaleString("en")} tries.`;
    if (found.residual > FOUND_BELOW) return `Not found: residual ${left}. The model draws nothing like it.`;
    return `Found: residual ${left} after ${search.decodes.toLocaleString("en")} tries.`;
  }

  // The word residual is explained where it stands.
  parts(said, term, meaning) {
    const [before, after] = said.split(/residual/i);
    if (after === undefined) return [said];
    meaning.textContent = RESIDUAL_MEANS;
    term.replaceChildren(said.slice(before.length, before.length + 8), meaning);
    return [before, term, after];
  }

  inkless(name) {
    return `${name} is of one grey: there is nothing drawn in it.`;
  }

  unreadable(name) {
    return `${name} is no picture that this browser reads: take a PNG, JPEG or WebP.`;
  }
}
