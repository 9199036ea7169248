// What the tree is made of, and where it stands: a picture for every node, three lines and a number for every branch.

import { Picture } from "../live/picture.js";
import { LiveView, percent } from "../live/view.js";
import { make } from "../packet.js";
import { levelOf, parentOf, pathOf, pathThrough, treeLayout } from "./layout.js";

const RIBBON_PX = 26;                               // the width of the branch that all samples take
const TALL_PX = 900;                                // windows of this height have room for larger pictures
export const SVG = "http://www.w3.org/2000/svg";

// `force(node, side)` and `select(node, focus)` are the hand's, in tree.js.
export class TreeStage extends LiveView {
  node(node) {
    const path = pathOf(node);
    const element = make("div", node < this.N ? "node" : "node leaf");
    element.dataset.key = `node-${path}`;
    element.dataset.path = path;
    element.setAttribute("role", "treeitem");
    element.setAttribute("aria-level", levelOf(node) + 1);
    if (node < this.N) element.setAttribute("aria-expanded", "true");
    element.setAttribute("aria-keyshortcuts", "L R U Enter");
    const picture = new Picture(this.shape);
    const caption = make("div", "caption");
    if (node >= this.N) {
      element.style.setProperty("--mark", `var(--expert-${node - this.N})`);
      caption.append(this.mark(node - this.N), make("b", "", String(node - this.N + 1)));
    }
    caption.append(make("span", "share", percent(this.mass[node])));
    element.append(picture.canvas, caption);
    this.listen(element, "pointerdown", (event) => event.preventDefault());
    this.listen(element, "click", () => this.select(node, true));
    this.listen(element, "focus", () => this.select(node, false));
    const cell = this.addCell({ node, picture });
    return { element, picture, cell, caption };
  }

  edge(node) {
    const line = (name) => {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", name);
      return path;
    };
    const edge = { ribbon: line("ribbon"), flow: line("flow"), hit: line("hit"), text: make("span", "gate") };
    this.listen(edge.hit, "pointerdown", (event) => event.preventDefault());
    this.listen(edge.hit, "click", () => this.force(parentOf(node), node % 2 ? "L" : "R"));
    return edge;
  }

  // --- sizes --------------------------------------------------------------------------------------------------------

  arrange() {
    const stage = this.root.querySelector(".stage");
    const width = Math.floor(stage.clientWidth) || this.width;
    const { picture } = this.nodes[0];
    this.path = pathThrough(this.selected, this.mass, this.depth);
    const tall = window.innerHeight >= TALL_PX;
    this.layout = treeLayout(width, this.depth, [picture.width, picture.height], this.path, tall);
    stage.style.height = `${this.layout.height}px`;
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", this.layout.height);
    this.nodes.forEach((node, i) => this.placeNode(node, i));
    this.edges.forEach((edge, i) => { if (i) this.placeEdge(edge, i); });
    this.root.classList.toggle("roomy", width >= 680);
    this.root.classList.toggle("phone", width < 480);
    this.showSelection();
  }

  placeNode({ element, picture, cell }, i) {
    const { x, y, factor, size, kind } = this.layout.nodes[i];
    const level = this.layout.levels[levelOf(i)];
    element.hidden = kind !== "picture";
    cell.hidden = element.hidden;
    picture.scale(factor);
    element.style.transform = `translate(${Math.round(x - size[0] / 2)}px, ${y}px)`;
    element.style.width = `${size[0]}px`;
    element.classList.toggle("nameless", !level.named);
    element.classList.toggle("tight", level.slot < 76);
  }

  placeEdge(edge, i) {
    const [from, to] = [this.layout.nodes[parentOf(i)], this.layout.nodes[i]];
    const hidden = to.kind === "none";
    const small = !this.layout.levels[levelOf(i)].named;
    const [left, right] = i % 2 ? [this.mass[i], this.mass[i + 1]] : [this.mass[i - 1], this.mass[i]];
    // both ribbons leave their parent side by side, as wide together as what comes in
    const x0 = from.x + (i % 2 ? -right : left) * (RIBBON_PX / 2);
    const y0 = from.y + from.size[1] + (this.layout.levels[levelOf(i) - 1].named ? 25 : 3);
    const [x1, y1] = [to.x, to.kind === "stub" ? to.y + 8 : to.y - 4];
    const bend = (y1 - y0) * 0.55;
    const d = `M${x0} ${y0}C${x0} ${y0 + bend} ${x1} ${y1 - bend} ${x1} ${y1}`;
    for (const line of [edge.ribbon, edge.flow, edge.hit]) {
      line.setAttribute("d", d);
      line.toggleAttribute("hidden", hidden);
    }
    edge.ribbon.style.strokeWidth = `${Math.max(1, RIBBON_PX * this.mass[i])}px`;
    edge.text.hidden = hidden || small || to.kind === "stub";
    const lean = i % 2 ? -1 : 1;
    const [x, y] = [x0 + 0.62 * (x1 - x0) + 4 * lean, y0 + 0.5 * (y1 - y0)];
    edge.text.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }
}
