// A sheet of samples: one canvas, a frame in the colour of the expert, as thick as its weight, and its number below.
// Sends `sample`, the index that was chosen. Arrow keys move, Enter or Space chooses.

import { SaveMenu } from "../live/save.js";
import { Shared } from "../live/shared.js";
import { make } from "../packet/packet.js";

const FRAME_PX = 6;
const LABEL_PX = 18;                                // below a picture, where type is as usual
const AROUND_PX = 330;                              // of a large window: what stands above and below four rows
const FEWEST = 24;                                  // pictures on a slide
const GAP_PX = 6;
const LARGEST = 9;                                  // factor
const WIDE_PX = [56, 84];                           // on a phone, on a screen

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".sheet");
  if (!root || !data) return;
  const packet = readPacket(data);
  if (parentElement.sheetView) {
    if (parentElement.sheetView.id === packet.header.id) return;
    parentElement.sheetView.stop();                 // new data: the clean-up function is not called in between
  }
  const view = new SheetView(root, packet, setStateValue);
  parentElement.sheetView = view;
  return () => {
    view.stop();
    parentElement.sheetView = null;
  };
}

class SheetView {
  constructor(root, packet, send) {
    const { header } = packet;
    Object.assign(this, { root, header, id: header.id, send });
    this.chosen = header.selected;
    this.undo = [];
    this.all = false;
    this.stage = root.querySelector(".stage");
    this.more = root.querySelector(".more");
    this.canvas = make("canvas");
    this.stage.setAttribute("role", "listbox");
    this.stage.setAttribute("aria-label", header.alt);
    this.more.onclick = () => { this.all = !this.all; this.arrange(); };
    const resize = new ResizeObserver(() => this.arrange());
    resize.observe(root);
    this.unwatch = onThemeChange(root, () => this.draw());
    this.stopResize = () => resize.disconnect();
    this.shared = new Shared(this, "sample", header.latent, {
      take: (i) => { if (i < header.n) this.take(i); }, report: (i) => { if (i < header.n) this.send("sample", i); } });
    readPicture(packet.part("sheet")).then((picture) => { this.sheet = picture; this.draw(); });
    this.arrange();
    if (header.recipe) this.addSaving();
  }

  listen(target, name, handler, options) {
    target.addEventListener(name, handler, options);
    this.undo.push(() => target.removeEventListener(name, handler, options));
  }

  // The menu of the live pages asks the same of its view as here.
  addSaving() {
    const { root, header } = this;
    const listen = (...given) => this.listen(...given);
    const line = root.querySelector(".line");
    const model = { header: { shape: [header.channels, header.tile.height, header.tile.width] } };
    const view = { shown: () => this.stored() };
    const menu = new SaveMenu({ root, listen, model, given: header, view, say: (text) => { line.textContent = text; } });
    root.querySelector(".below").replaceChildren(this.more, menu.root);
  }

  // As it can be taken away: the stored pictures that are seen.
  stored() {
    if (!this.sheet) return null;
    const { tile: { width, height }, columns, channels } = this.header;
    const canvas = make("canvas");
    Object.assign(canvas, { width: this.sheet.width, height: this.sheet.height });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.sheet, 0, 0);
    const tiles = [...this.stage.querySelectorAll(".tile")].map((element, sample) => {
      const { data } = context.getImageData((sample % columns) * width, Math.floor(sample / columns) * height, width, height);
      const pixels = channels === 3 ? data.filter((_, i) => i % 4 < 3) : data.filter((_, i) => i % 4 === 0);
      return { pixels, sample, element };
    });
    return { tiles, columns, still: true, moved: false };
  }

  stop() {
    this.unwatch();
    this.stopResize();
    this.undo.forEach((step) => step());
    this.stage.replaceChildren();
  }

  arrange() {
    const width = Math.floor(this.root.clientWidth);
    if (!width) return;
    const { n } = this.header;
    const height = slideHeight(this.root);
    this.label = Math.ceil(LABEL_PX * unitOfType());
    const few = height ? this.fill(width, height) : this.read(width);
    const open = !height && (this.all || this.chosen >= few);
    this.shown = open ? n : Math.min(n, few);
    this.width = this.columns * this.step[0];
    this.height = Math.ceil(this.shown / this.columns) * this.step[1];
    this.stage.style.height = `${this.height}px`;
    this.stage.replaceChildren(this.canvas, ...Array.from({ length: this.shown }, (_, i) => this.tile(i)));
    this.more.hidden = n <= few;
    this.more.textContent = open ? `Show ${few}` : `Show all ${n}`;
    this.draw();
  }

  // Of pictures `scale` times as large: how many stand in a row of `width`.
  setScale(scale, width) {
    const { tile } = this.header;
    this.scale = scale;
    this.step = [tile.width * scale + 2 * FRAME_PX + GAP_PX, tile.height * scale + 2 * FRAME_PX + this.label + GAP_PX];
    return Math.floor((width + GAP_PX) / this.step[0]);
  }

  // A page: the whole factor that brings a picture nearest to a size that reads well, and four rows of what fits.
  read(width) {
    const large = Math.min((window.innerHeight - AROUND_PX) / 4 - this.label, width / 7) - 2 * FRAME_PX - GAP_PX;
    const usual = Math.round((width < 480 ? WIDE_PX[0] : WIDE_PX[1]) / this.header.tile.width);
    const scale = Math.max(1, usual, Math.floor(large / this.header.tile.width));
    this.columns = Math.max(2, Math.min(8, this.setScale(scale, width)));
    return this.columns * 4;
  }

  // A slide: the largest whole factor with which enough pictures fill it.
  fill(width, height) {
    const least = Math.min(this.header.n, FEWEST);
    for (let scale = LARGEST; ; scale--) {
      this.columns = Math.max(1, this.setScale(scale, width));
      const fits = this.columns * Math.floor((height + GAP_PX) / this.step[1]);
      if (fits >= least || scale === 1) return fits;
    }
  }

  tile(i) {
    const element = make("div", "tile");
    const [x, y] = this.corner(i);
    element.setAttribute("role", "option");
    element.setAttribute("aria-label", this.header.labels[i]);
    element.setAttribute("aria-selected", String(i === this.chosen));
    element.tabIndex = i === Math.max(0, this.chosen) ? 0 : -1;
    Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${this.step[0] - GAP_PX}px`,
      height: `${this.step[1] - GAP_PX}px` });
    const number = make("span", "number", this.header.shapes.length > 1 ? shortName(this.header.expert[i]) : "");
    number.style.left = `${FRAME_PX + Math.ceil(15 * unitOfType())}px`;
    element.append(number);
    element.addEventListener("click", () => this.choose(i));
    element.addEventListener("keydown", (event) => this.key(event, i));
    return element;
  }

  key(event, i) {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns, ArrowDown: this.columns }[event.key];
    if (step && i + step >= 0 && i + step < this.shown) this.focus(i + step);
    else if (event.key === "Home") this.focus(0);
    else if (event.key === "End") this.focus(this.shown - 1);
    else if (event.key === "Enter" || event.key === " ") this.choose(i);
    else if (!step) return;
    event.preventDefault();
    event.stopPropagation();
  }

  focus(i) {
    const tiles = this.stage.querySelectorAll(".tile");
    tiles.forEach((tile, at) => { tile.tabIndex = at === i ? 0 : -1; });
    tiles[i].focus();
  }

  choose(i) {
    this.take(i);
    this.focus(i);
    this.send("sample", i);
    this.shared.tell(i);
  }

  take(i) {
    this.chosen = i;
    if (i >= this.shown) this.arrange();            // all of them are shown then
    this.stage.querySelectorAll(".tile").forEach((tile, at) => tile.setAttribute("aria-selected", String(at === i)));
  }

  corner(i) {
    return [(i % this.columns) * this.step[0], Math.floor(i / this.columns) * this.step[1]];
  }

  draw() {
    if (!this.width) return;
    const context = fitCanvas(this.canvas, this.width, this.height);
    context.clearRect(0, 0, this.width, this.height);
    const { tile, columns, expert, weight, shapes } = this.header;
    const colours = this.header.colours[isDark(this.root) ? "dark" : "light"];
    const [w, h] = [tile.width * this.scale, tile.height * this.scale];
    const mixed = shapes.length > 1;
    for (let i = 0; i < this.shown; i++) {
      const [x, y] = this.corner(i);
      const thick = mixed ? 1 + Math.round((FRAME_PX - 2) * weight[i]) : 1;
      context.fillStyle = mixed ? colours[expert[i]] : rgb(colourOf(this.root, "--st-border-color"));
      context.fillRect(x + FRAME_PX - thick, y + FRAME_PX - thick, w + 2 * thick, h + 2 * thick);
      context.fillStyle = rgb(colourOf(this.root, "--st-secondary-background-color"));
      context.fillRect(x + FRAME_PX, y + FRAME_PX, w, h);
      if (this.sheet) {
        context.drawImage(this.sheet, (i % columns) * tile.width, Math.floor(i / columns) * tile.height, tile.width, tile.height,
          x + FRAME_PX, y + FRAME_PX, w, h);
      }
      if (!mixed) continue;                         // one expert needs no mark
      context.fillStyle = colours[expert[i]];
      context.beginPath();
      const size = 5 * unitOfType();
      shapePath(context, shapes[expert[i]], x + FRAME_PX + 1.2 * size, y + 2 * FRAME_PX + h + this.label / 2 - 1, size);
      context.fill();
    }
  }
}
