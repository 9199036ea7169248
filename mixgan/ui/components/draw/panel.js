// Draw it yourself: a place for the pen, what the model is asked for, and the nearest that it can draw, looked for while the pen
// moves. What is found is the page's sample from then on; the page hears of it when the search has settled.

import { escapeCloses } from "../live/closing.js";
import { button } from "../live/parts.js";
import { Picture, wholeFactor } from "../live/picture.js";
import { make } from "../packet/packet.js";
import { inkOfPicture, pictureOfInk } from "./ink.js";
import { Pen, readFile } from "./pen.js";
import { Search } from "./search.js";
import { DrawWords } from "./words.js";

const DRAWN_FRAME_MS = 10;                                // of a frame's 16, the page's own pictures among them
const SEARCH_MS = 2;                                 // that the search gets of every frame
const SHOW_MS = 60;                                 // between two finds that the page is drawn anew for
const ASKED_PX = 84;

export class DrawPanel {
  // `act`: begin() at a first stroke, take({ noise, expert }) while it is looked for, rest() when that has settled, leave() when
  // the drawing is wiped, and onRoom() when the panel opens or closes. `offered` only with a view that has `draw`.
  constructor(live, act) {
    Object.assign(this, { live, act, open: false, strokes: [], photograph: null, brought: null, ...(live.recall("drawing") ?? this.bring(live.given.drawn)) });
    this.root = make("div", "drawing");
    if (!live.given.draw) {
      this.open = false;
      return;
    }
    const { shape } = live.model.header;
    this.search ??= new Search(live.model, { keeps: live.model.header.chooses && live.given.gated === false });
    this.words = new DrawWords(live.given.draw, this.search);
    this.button = button(live, "Draw it yourself", "draw", () => this.toggle());
    escapeCloses(live, () => this.open, () => { this.toggle(); this.button.focus(); });
    this.pen = new Pen(live, { start: () => this.started(), change: () => this.changed(false), rest: () => this.changed() });
    this.pen.set(this.strokes);
    this.seen = this.figure(shape, this.words.asked);
    this.nearest = this.figure(shape, "nearest");
    this.build();
    this.drop();
    this.changed();
    this.show();
  }

  // What a link brought along: the drawing, and the noise that was found for it, which stays as it is.
  bring(drawn) {
    return drawn?.ink ? { open: true, photograph: pictureOfInk(drawn.ink), brought: drawn } : {};
  }

  kept() {
    const { open, pen, photograph, brought, search } = this;
    return { open, strokes: pen?.strokes, photograph, brought, search };
  }

  // What the page hears of `drawn`.
  news(drawn) {
    if (!drawn) return null;
    const picture = this.live.given.draw.ink ? this.asked() : null;
    return { noise: Array.from(drawn.noise), expert: drawn.expert, ink: picture && inkOfPicture(picture) };
  }

  // The picture that the model is asked for.
  asked() {
    return this.photograph ?? this.pen.picture();
  }

  // --- elements -----------------------------------------------------------------------------------------------------

  figure(shape, caption) {
    const figure = make("div", "figure");
    const picture = new Picture(shape);
    picture.scale(wholeFactor(Math.max(picture.width, picture.height), ASKED_PX) || 1);
    figure.append(picture.canvas, make("div", "caption", caption));
    return { figure, picture };
  }

  build() {
    const { live } = this;
    this.text = make("div", "found");
    this.text.setAttribute("role", "status");
    this.residual = make("span", "term");
    this.residual.tabIndex = 0;
    this.meaning = make("span");
    this.meaning.setAttribute("role", "tooltip");
    const pictures = make("div", "asked");
    pictures.append(this.seen.figure, this.nearest.figure);
    const file = make("input", "unseen");
    Object.assign(file, { type: "file", accept: "image/*", tabIndex: -1 });
    file.setAttribute("aria-hidden", "true");
    live.listen(file, "change", () => { if (file.files.length) this.read(file.files[0]); file.value = ""; });
    const hands = make("div", "hands");
    this.undo = button(live, "Undo", "draw-undo", () => this.redo(this.pen.strokes.slice(0, -1)));
    this.clear = button(live, "Clear", "draw-clear", () => this.wipe());
    hands.append(...(live.given.draw.pen ? [this.undo] : []), this.clear,
      button(live, "Open a picture", "draw-file", () => file.click()), file);
    const beside = make("div", "besidepen");
    beside.append(pictures, this.text, hands);
    this.root.append(this.pen.canvas, beside);
  }

  drop() {
    const { live } = this;
    live.listen(this.root, "dragover", (event) => event.preventDefault());
    live.listen(this.root, "drop", (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer.files;
      if (file) this.read(file);
    });
  }

  arrange(size) {
    this.pen?.scale(size);
  }

  show() {
    this.root.hidden = !this.open;
    this.live.root.classList.toggle("drawing-open", this.open);
    this.button.setAttribute("aria-expanded", String(this.open));
    this.pen.canvas.setAttribute("aria-label", this.words.canvas);
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  toggle() {
    this.open = !this.open;
    this.show();
    this.act.onRoom();
    if (this.open) this.root.scrollIntoView({ block: "nearest" });
    this.live.follow(false);
    this.live.invalidate();
  }

  started() {
    if (this.photograph || !this.pen.strokes.length) this.act.begin();
    Object.assign(this, { photograph: null, brought: null });
  }

  redo(strokes) {
    this.pen.set(strokes);
    if (!strokes.length) this.wipe();
    else this.changed();
  }

  wipe() {
    Object.assign(this, { photograph: null, brought: null });
    this.pen.set([]);
    this.search.forget();
    this.changed();
    this.act.leave();
  }

  async read(file) {
    const { live } = this;
    let picture = null;
    let refused = "";
    try {
      picture = await readFile(file, live.model.header.shape, live.given.draw);
      if (!picture) refused = this.words.inkless(file.name);
    } catch {
      refused = this.words.unreadable(file.name);
    }
    if (live.stopped) return;
    this.refused = refused;
    if (picture) {
      this.act.begin();
      this.pen.set([]);
      Object.assign(this, { photograph: picture, brought: null });
      this.search.forget();
    }
    this.changed();
  }

  changed(isDone = true) {
    Object.assign(this, { isNew: true, isDone });
    this.live.invalidate([]);
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  prepare() {
    this.began = performance.now();
  }

  // After the page's own pictures: the search has what they left of the frame.
  finish() {
    if (!this.open) return;
    const { search, live } = this;
    if (this.isNew) this.aim();
    const end = Math.max(this.began + DRAWN_FRAME_MS, performance.now() + SEARCH_MS);
    const isOver = () => performance.now() >= end;
    search.learn(isOver);
    if (search.isReady && !search.isSettled) {
      this.isFresh = search.work(isOver) || this.isFresh;
      if (search.isSettled || (this.isFresh && performance.now() - (this.shownAt ?? 0) > SHOW_MS)) this.take();
      if (search.isSettled) this.act.rest();
    }
    live.follow(!search.isSettled);
    this.say();
    if (!search.isReady || !search.isSettled) live.invalidate([]);
  }

  aim() {
    const { search, seen, nearest, pen } = this;
    this.isNew = false;
    const picture = this.asked();
    this.undo.disabled = !pen.strokes.length;
    if (!picture) {
      search.forget();
      seen.picture.clear();
      nearest.picture.clear();
      this.found = null;
      return;
    }
    this.refused = pen.strokes.length ? "" : this.refused;
    seen.picture.draw(picture, 0);
    if (this.brought) nearest.picture.draw(search.pictureOf(this.brought), 0);
    else search.aim(picture, this.isDone);
  }

  take() {
    Object.assign(this, { isFresh: false, shownAt: performance.now(), found: this.search.found() });
    this.nearest.picture.draw(this.found.images, 0);
    this.act.take({ noise: this.found.noise, expert: this.found.expert });
  }

  say() {
    const said = this.refused || (this.brought ? this.words.brought : this.words.state(this.found));
    if (said !== this.said) {
      this.said = said;
      this.text.replaceChildren(...this.words.parts(said, this.residual, this.meaning));
    }
  }
}
