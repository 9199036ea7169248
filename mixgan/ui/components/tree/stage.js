// What the tree is made of, and where it stands: a picture for every node, three lines and a number for every branch.

import { Picture } from "../live/picture.js";
import { LiveView, percent } from "../live/view.js";
import { make } from "../packet.js";

const RIBBON_PX = 26;                               // the width of the branch that all samples take
const TALL_PX = 900;                                // windows of this height have room for larger pictures
export const SVG = "http://www.w3.org/2000/svg";

// `force(node, side)` and `select(node, focus)` are the hand's, in tree.js.
export class TreeStage extends LiveView {
  node(node) {
    const path = this.form.path(node);
    const element = make("div", node < this.N ? "node" : "node leaf");
    element.dataset.key = `node-${path}`;
    element.dataset.path = path;
    element.setAttribute("role", "treeitem");
    element.setAttribute("aria-level", this.form.level(node) + 1);
    if (node < this.N) element.setAttribute("aria-expanded", "true");
    element.setAttribute("aria-keyshortcuts", this.form.flat ? "F U Enter" : "L R U Enter");
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
    this.listen(edge.hit, "click", () => this.force(this.form.parent(node), this.form.side(node)));
    return edge;
  }

  // --- sizes --------------------------------------------------------------------------------------------------------

  arrange() {
    const stage = this.root.querySelector(".stage");
    const width = Math.floor(stage.clientWidth) || this.width;
    const { picture } = this.nodes[0];
    this.path = this.form.through(this.selected, this.mass);
    const room = window.innerHeight >= TALL_PX ? "tall" : this.lowered ? "low" : "usual";
    this.layout = this.form.layout(width, [picture.width, picture.height], this.path, room);
    stage.style.height = `${this.layout.height}px`;
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", this.layout.height);
    this.nodes.forEach((node, i) => this.placeNode(node, i));
    this.edges.forEach((edge, i) => { if (i) this.placeEdge(edge, i); });
    this.root.classList.toggle("roomy", width >= 680);
    this.root.style.setProperty("--stage-top", `${stage.offsetTop}px`);
    this.root.classList.toggle("phone", width < 480);
    this.root.classList.toggle("lowered", Boolean(this.lowered));
    this.showSelection();
  }

  placeNode({ element, picture, cell }, i) {
    const { x, y, factor, size, kind } = this.layout.nodes[i];
    const level = this.layout.levels[this.form.level(i)];
    element.hidden = kind !== "picture";
    cell.hidden = element.hidden;
    picture.scale(factor);
    element.style.transform = `translate(${Math.round(x - size[0] / 2)}px, ${y}px)`;
    element.style.width = `${size[0]}px`;
    element.classList.toggle("nameless", !level.named);
    element.classList.toggle("tight", level.slot < 76);
  }

  placeEdge(edge, i) {
    const parent = this.form.parent(i);
    const [from, to] = [this.layout.nodes[parent], this.layout.nodes[i]];
    const hidden = to.kind === "none";
    const small = !this.layout.levels[this.form.level(i)].named;
    // the ribbons leave their parent side by side, as wide together as what comes in
    const mass = this.shownMass;
    const siblings = this.form.children(parent);
    const before = siblings.slice(0, siblings.indexOf(i)).reduce((sum, node) => sum + mass[node], 0);
    const all = siblings.reduce((sum, node) => sum + mass[node], 0);
    const x0 = from.x + (before + mass[i] / 2 - all / 2) * RIBBON_PX;
    const y0 = from.y + from.size[1] + (this.layout.levels[this.form.level(parent)].named ? 25 : 3);
    const [x1, y1] = [to.x, to.kind === "stub" ? to.y + 8 : to.y - 4];
    const bend = (y1 - y0) * 0.55;
    const d = `M${x0} ${y0}C${x0} ${y0 + bend} ${x1} ${y1 - bend} ${x1} ${y1}`;
    for (const line of [edge.ribbon, edge.flow, edge.hit]) {
      line.setAttribute("d", d);
      line.toggleAttribute("hidden", hidden);
    }
    edge.ribbon.style.strokeWidth = `${Math.max(1, RIBBON_PX * mass[i])}px`;
    edge.text.hidden = hidden || small || to.kind === "stub";
    const lean = this.form.flat ? 0 : i % 2 ? -1 : 1;
    // a fan of many branches is read just above its pictures, where they stand apart
    const down = this.form.flat ? 0.84 : 0.5;
    const [x, y] = [x0 + (this.form.flat ? 0.98 : 0.62) * (x1 - x0) + 4 * lean, y0 + down * (y1 - y0)];
    edge.text.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }
}
