// What the tree says: of every node to a reader, of the chosen one beside the tree, and of a class.

import { percent, write } from "../live/view.js";
import { make } from "../packet.js";
import { TreeStage } from "./stage.js";

export const UNUSED = 0.01;                         // below this mass a node is not where this sample comes from

export const SIDE = { L: "left", R: "right" };

const leaning = (gate) => (gate >= 0.5 ? `${gate.toFixed(2)} left` : `${(1 - gate).toFixed(2)} right`);

export class TreeWords extends TreeStage {
  name(node) {
    if (!node) return "root";
    const word = `${this.view.expert_word ?? "leaf"} ${node - this.N + 1}`;
    if (this.form.flat) return word;
    const steps = [...this.form.path(node)].join(" ");
    return node < this.N ? `node ${steps}` : `${word}, ${steps}`;
  }

  // The samples read as the chosen class: how many end under the node, of how many.
  classCount(node) {
    const { counts } = this.view.classes;
    return [counts[node][this.cls], counts[0][this.cls]];
  }

  ofClass(node) {
    const [here, all] = this.classCount(node);
    const name = this.view.classes.names[this.cls];
    if (!all) return `none of ${this.view.classes.n} samples is read as ${name}`;
    return here ? `${here} of ${all} read as ${name} end here` : `none of ${all} read as ${name} ends here`;
  }

  gateWords(node) {
    const forced = this.forced.get(node);
    if (this.form.flat) return forced ? `forced to ${this.name(Number(forced))}` : "one gate above all";
    return forced ? `gate forced ${SIDE[forced]}` : `gate ${leaning(this.own[node])}`;
  }

  // What a reader says of a node; made when the hand rests, not sixty times a second.
  sentence(node) {
    const parts = [this.name(node), `${percent(this.mass[node])} of samples`];
    if (this.mode === "class") return [this.name(node), this.ofClass(node)].join(", ");
    if (this.view.names?.[node]) parts.push(this.view.names[node]);
    if (this.mode === "average") return parts.join(", ");
    if (node < this.N) parts.push(this.gateWords(node));
    const mass = this.masses[node];
    parts.push(mass < UNUSED ? "not used by this sample" : `${percent(mass)} of this sample`);
    return parts.join(", ");
  }

  label() {
    this.nodes.forEach(({ element }, node) => element.setAttribute("aria-label", this.sentence(node)));
  }

  showFacts() {
    const node = this.selected;
    const lines = [this.mass[node] ? `${percent(this.mass[node])} of samples` : "no sample passes here"];
    if (this.view.names?.[node]) lines.unshift(`draws most: ${this.view.names[node]}`);
    if (this.mode === "class") lines.push(this.ofClass(node));
    else if (this.mode === "average") lines.push(this.mass[node] ? "the mean of them" : "so there is no mean");
    else if (this.masses[node] < UNUSED) lines.push("not used by this sample");
    else if (node) lines.push(`${percent(this.masses[node])} of this one`);
    if (this.mode === "sample" && node < this.N && !this.form.flat) lines.push(`gate ${leaning(this.own[node])}`);
    if (lines.join() === this.factsShown) return;
    this.factsShown = lines.join();
    this.facts.replaceChildren(...lines.map((line) => make("div", "", line)));
  }

  // counted as in the link, the page's heading and on Home
  sampleName() {
    return `sample ${(this.view.first ?? 0) + this.at}`;
  }

  showCounter() {
    if (this.counter) write(this.counter, this.sampleName());
  }
}
