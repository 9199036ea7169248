// What the matrix says: below it, beside it, and of what was switched off.

import { UNUSED } from "../live/mixture.js";
import { expertName, plural, shortName } from "../live/words.js";

const FAINT = "Faint pictures are not used: the gate never sends this noise there, so nothing taught them. ";

export class ExpertsWords {
  constructor(state, weights) {
    Object.assign(this, { state, weights, word: state.word });
  }

  get every() {
    return `Every ${this.word} is on`;
  }

  // How to read the pictures.
  note() {
    const { word, weights: { isDrawn, isGated } } = this;
    const frames = isDrawn && !isGated
      ? `The ${word} of each is drawn at random: it alone is framed, and its name stands below the picture of the mixture. `
      : `A frame is as thick as the weight of its ${word}; the name below a picture of the mixture says which `
        + `${word} weighs most in it. `;
    const others = this.state.elsewhere.some(Boolean)
      ? `Where a class stands beside a ${word}, it draws that one and not the class that is asked for. ` : "";
    return `Each column is one noise vector. ${frames}${isGated ? FAINT : ""}${others}${this.keys()} switch one off `
      + `and on, with Shift all others. A click on its name tells about one ${word}.`;
  }

  keys() {
    const { K } = this.state;
    return K < 10 ? `The keys 1 to ${K}` : "The keys 1 to 9, and 0 for E10,";
  }

  // Beside the mixture: what became of the samples.
  changes() {
    const { off, mode } = this.state;
    if (!off.size) return "";
    return mode === "drop" ? this.holes() : `${this.weights.changed} of ${this.weights.draws.n} changed`;
  }

  holes() {
    const count = this.weights.changed;
    return `${count} of ${this.weights.draws.n} ${count === 1 ? "is a hole" : "are holes"}`;
  }

  // What was done, and what that did to the samples.
  effect(message) {
    const { off, mode } = this.state;
    const effect = mode === "drop" ? `${this.holes()}.`
      : `${this.weights.changed} of these ${this.weights.draws.n} samples come from another ${this.word}.`;
    const text = off.size ? `${message}; ${effect}` : `${message}.`;
    return text[0].toUpperCase() + text.slice(1);
  }

  mixture() {
    const { columns, draws } = this.weights;
    const makers = columns.map((j) => (this.weights.isHole(j) ? "none" : shortName(this.weights.winner(j))));
    return `what the mixture makes of ${draws.n} noise vectors, by ${this.word} ${makers.join(", ")}`;
  }

  // Of a picture under the pointer: by expert k, or the mixture for -1.
  cell(j, k) {
    const by = k < 0 ? this.weights.winner(j) : k;
    const maker = k < 0 ? `mixture, mostly ${expertName(this.word, by)}` : expertName(this.word, k);
    const weight = this.weights.weights[j][by];
    const owner = weight < UNUSED && this.state.elsewhere[by];
    return owner ? `${maker}: draws class ${owner}` : `${maker}: weight ${weight.toFixed(2)}`;
  }

  allOn() {
    const { size } = this.state.off;
    return `Switch ${size === 1 ? "it" : `all ${size}`} on again`;
  }

  alone(k) {
    return this.state.isAlone(k) ? `All ${plural(this.word)}` : `Only ${expertName(this.word, k)}`;
  }

  toggled(k) {
    return `${expertName(this.word, k)} is ${this.state.off.has(k) ? "off" : "on"}`;
  }

  soloed(k) {
    return this.state.isAlone(k) ? `only ${expertName(this.word, k)} is on` : this.every;
  }

  get refused() {
    return `At least one ${this.word} must stay on.`;
  }

  mode() {
    return this.state.mode === "drop" ? "What is off leaves holes" : "What is off is taken over by the others";
  }

  order() {
    const [, text] = this.state.orders.find(([each]) => each === this.state.order) ?? [];
    return `Rows by ${text}: ${this.state.ordered().map(shortName).join(", ")}.`;
  }

  page() {
    const [first, end] = this.state.span;
    return `${first + 1} to ${end} of ${this.state.K}`;
  }
}
