// What the tree says: of every node to a reader, of the chosen one beside the tree, and of a push.

import { UNUSED } from "../live/mixture.js";
import { expertName, percent } from "../live/words.js";
import { countFlips, dot, movedAlong } from "./push.js";

const SIDE = { L: "left", R: "right" };

const leaning = (gate) => (gate >= 0.5 ? `${gate.toFixed(2)} left` : `${(1 - gate).toFixed(2)} right`);

export class TreeWords {
  constructor(given, state, sample) {
    Object.assign(this, { given, state, sample, form: state.form });
  }

  name(node) {
    if (!node) return "root";
    const word = expertName(this.given.expert_word ?? "leaf", node - this.form.N);
    if (this.form.flat) return word;
    const steps = [...this.form.path(node)].join(" ");
    return this.state.isLeaf(node) ? `${word}, ${steps}` : `node ${steps}`;
  }

  // The classes that make up a node, `4, 7 and 9`; empty where they are unknown or too many.
  classes(node) {
    return this.given.names?.[node] ?? "";
  }

  // As the chosen node is called beside the tree: `Node L: 4, 7 and 9`.
  title(node) {
    const name = this.name(node);
    const classes = this.classes(node);
    return `${name[0].toUpperCase()}${name.slice(1)}${classes && `: ${classes}`}`;
  }

  // counted as in the link, the page's heading and on Home
  sampleName() {
    return this.state.drawn ? "your drawing" : `sample ${(this.given.first ?? 0) + this.state.at}`;
  }

  // What a reader says of a node; made when the hand rests, not sixty times a second.
  sentence(node) {
    const { mode, mass } = this.state;
    const parts = [this.name(node), `${percent(mass[node])} of samples`];
    if (mode === "class") return [this.name(node), this.ofClass(node)].join(", ");
    if (this.classes(node)) parts.push(this.classes(node));
    if (mode === "average") return parts.join(", ");
    if (!this.state.isLeaf(node)) parts.push(this.gate(node));
    const own = this.sample.masses[node];
    parts.push(own < UNUSED ? "not used by this sample" : `${percent(own)} of this sample`);
    return parts.join(", ");
  }

  // Of the chosen node, line by line.
  facts() {
    const { mode, mass, selected: node } = this.state;
    const own = this.sample.masses[node];
    const lines = [mass[node] ? `${percent(mass[node])} of samples` : "no sample passes here"];
    if (mode === "class") lines.push(this.ofClass(node));
    else if (mode === "average") lines.push(mass[node] ? "the mean of them" : "so there is no mean");
    else if (own < UNUSED) lines.push("not used by this sample");
    else if (node) lines.push(`${percent(own)} of this one`);
    if (mode === "sample" && !this.state.isLeaf(node) && !this.form.flat) lines.push(`gate ${leaning(this.sample.own[node])}`);
    return lines;
  }

  gate(node) {
    const forced = this.state.forced.get(node);
    if (this.form.flat) return forced ? `forced to ${this.name(Number(forced))}` : "one gate above all";
    return forced ? `gate forced ${SIDE[forced]}` : `gate ${leaning(this.sample.own[node])}`;
  }

  // After a gate was held, or let go.
  held(node) {
    const side = this.state.forced.get(node);
    const which = this.form.flat ? "The gate" : `The gate at ${this.name(node)}`;
    const way = this.form.flat ? `to ${this.name(Number(side))}` : SIDE[side];
    return `${which} is ${side ? `forced ${way}` : "free"}.`;
  }

  ofClass(node) {
    const [here, all] = this.state.classCount(node);
    const name = this.state.className;
    if (!all) return `none of ${this.given.classes.n} samples is read as ${name}`;
    return here ? `${here} of ${all} read as ${name} end here` : `none of ${all} read as ${name} ends here`;
  }

  // How many of the pool are shown below the chosen node.
  below(shown) {
    const as = this.state.mode === "class" && this.given.pool_class ? ` read as ${this.state.className}` : "";
    if (!shown) return `none of ${this.sample.pool.n} samples${as} ends here`;
    return shown === 1 ? `1 sample${as} that ends here` : `${shown} samples${as} that end here`;
  }

  // --- a push -------------------------------------------------------------------------------------------------------

  // Where the film stands.
  film(t) {
    return t === 1 ? "at the boundary" : t < 1 ? `${percent(t)} of the way to the boundary` : `${percent(t - 1)} beyond`;
  }

  // Of a push across the chosen gate: `boundary` as `push.at` gives it.
  push(push, boundary) {
    const { planes, noise } = push;
    const node = this.state.selected;
    if (!Number.isFinite(boundary.length)) {
      return push.keep && dot(planes[node].v, planes[node].v) > 0
        ? "No push crosses this gate while the gates above keep their side."
        : "No push crosses this gate: it does not look at the noise.";
    }
    const norm = Math.sqrt(dot(noise, noise));
    const share = norm > 0 ? `, ${percent(boundary.length / norm)} of the noise's own length` : "";
    const others = movedAlong(planes, noise, node, boundary.delta).map((gate) => this.name(gate));
    const lines = [
      `A push of ${boundary.length.toFixed(2)}${share}, brings the gate at ${this.gateName(node)} to its boundary.`,
      this.chance(push, norm),
      others.length ? `Gates that turn along with it: ${others.join(", ")}.` : "No other gate turns along with it.",
    ];
    const start = Float32Array.from(noise);
    if (this.sample.massAt(node, start) < UNUSED) lines.push("This sample hardly passes here (under 1 %), so its own picture changes little.");
    if (this.sample.isSameBelow(node, start)) lines.push("Both sides draw the same picture here: there is nothing to see in crossing.");
    return lines.join(" ");
  }

  gateName(node) {
    return node ? this.name(node) : "the root";
  }

  // As long as the noise itself, which a gate that ignores the noise withstands: at the push's own length no direction but its
  // own can flip any gate (analysis/routing.py, flips).
  chance({ planes, noise, control }, length) {
    const n = countFlips(planes, noise, this.state.selected, length, control);
    return `Of ${control.length} random pushes as long as the noise itself (${length.toFixed(2)}), ${n || "none"} ${
      n === 1 ? "flips" : n ? "flip" : "flips"} it: a quarter is usual, and none where a gate ignores the noise.`;
  }
}
