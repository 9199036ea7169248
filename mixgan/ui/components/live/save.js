// What can be taken away from a view, in one menu: all of it or one picture as PNG with its recipe, a drag as a film, the link.

import { make } from "../packet/packet.js";
import { button, write } from "./parts.js";
import { filmOf, pngOf } from "./png.js";
import { Recorder } from "./recorder.js";
import { composed, recipeOf } from "./takeaway.js";
import { give, svgOf } from "./vector.js";

const SHEET_PX = 2400;                              // 20 cm in print
const PICTURE_PX = 560;
const FILM_WIDE_PX = 720;

// The menu of a live view that has `shown()` and whose page gives the `recipe` it starts from.
export class SaveMenu {
  constructor(live) {
    this.live = live;
    this.root = make("span", "save");
    this.open = button(live, "Save", "save", () => this.toggle());
    this.open.setAttribute("aria-expanded", "false");
    this.panel = make("div", "savepanel");
    this.panel.hidden = true;
    this.items = {
      sheet: this.item("All pictures, for print", "save-sheet", () => this.sheet()),
      one: this.item("One picture: click it", "save-one", () => this.pick(true)),
      film: this.item("Record a drag", "save-film", () => this.record()),
      drawing: this.item("As drawn here, as SVG", "save-drawing", () => this.drawing()),
      link: this.item("Copy the link", "save-link", () => this.link()),
    };
    this.panel.append(...Object.values(this.items), make("div", "savenote",
      "Each PNG holds what made it. “python -m mixgan show FILE” says it, and draws it again."));
    this.stop = button(live, "", "save-stop", () => this.endFilm());
    this.stop.classList.add("recording");
    this.stop.hidden = true;
    this.root.append(this.open, this.stop, this.panel);
    this.listen();
  }

  item(text, key, act) {
    return button(this.live, text, key, () => { this.toggle(false); act(); });
  }

  listen() {
    const { live } = this;
    live.listen(live.root, "keydown", (event) => {
      if (event.key !== "Escape" || (this.panel.hidden && !this.picking)) return;
      event.stopPropagation();
      this.pick(false);
      this.toggle(false);
      this.open.focus();
    }, true);
    live.listen(document, "pointerdown", (event) => {
      if (!event.composedPath().includes(this.root)) this.toggle(false);
    }, true);
    for (const name of ["pointerdown", "click"]) live.listen(live.root, name, (event) => this.picked(event), true);
  }

  toggle(on = this.panel.hidden) {
    this.panel.hidden = !on;
    this.open.setAttribute("aria-expanded", String(on));
    if (!on) return;
    this.place();
    const able = Boolean(this.shown());
    for (const name of ["sheet", "one", "film"]) this.items[name].disabled = !able;
    this.items.film.hidden = Boolean(this.shown()?.still);
    this.items[able ? "sheet" : "link"].focus({ preventScroll: true });
  }

  // Below the button, inside the view.
  place() {
    const [view, here] = [this.live.root, this.root].map((element) => element.getBoundingClientRect());
    const wanted = Math.max(view.left, here.right - this.panel.offsetWidth);
    this.panel.style.left = `${Math.min(wanted, view.right - this.panel.offsetWidth) - here.left}px`;
  }

  // null where a view stands on stored means, which no noise makes.
  shown() {
    const shown = this.live.view.shown();
    return shown?.tiles.length ? shown : null;
  }

  // --- pictures -----------------------------------------------------------------------------------------------------

  async png(shown, wanted, name) {
    const { live } = this;
    const picture = composed(live.model, shown, wanted);
    const recipe = recipeOf(live.given.recipe, live.model, shown, picture.scale, this.address);
    give(await pngOf(picture, recipe), "image/png", `${this.name}${name}.png`);
    live.say(`Saved: ${picture.width} × ${picture.height} px.`);
  }

  sheet() {
    return this.png(this.shown(), SHEET_PX, "");
  }

  // Lines and words too, for slides and print; a drawing holds no recipe.
  drawing() {
    const { root } = this.live;
    give(svgOf(root, getComputedStyle(root).getPropertyValue("--st-background-color")), "image/svg+xml", `${this.name}.svg`);
    this.live.say("Saved as SVG.");
  }

  pick(on) {
    this.picking = on;
    this.live.root.classList.toggle("picking", on);
    if (on) this.live.say("Click the picture to save. Escape leaves it.");
  }

  // While a picture is picked no click reaches the view.
  picked(event) {
    if (!this.picking || event.composedPath().includes(this.root)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type !== "click") return;
    const shown = this.shown();
    const tile = shown?.tiles.find(({ element }) => event.composedPath().includes(element));
    if (!tile) {
      this.live.say("No sample stands there: choose another picture, or press Escape.");
      return;
    }
    this.pick(false);
    this.png({ ...shown, tiles: [{ ...tile, at: [0, 0] }], size: undefined }, PICTURE_PX, `-sample${tile.sample}`);
  }

  // --- films --------------------------------------------------------------------------------------------------------

  record() {
    this.recorder = new Recorder(() => this.endFilm());
    this.saw();
    this.showFilming(true);
    this.stop.focus({ preventScroll: true });
    this.live.say("Recording: move the pad or a slider. It ends by itself after ten seconds.");
  }

  showFilming(on) {
    this.stop.hidden = !on;
    this.open.hidden = on;
    this.live.root.classList.toggle("filming", on);
  }

  // After every frame of the view.
  saw() {
    if (!this.recorder) return;
    this.recorder.saw(() => this.shown(), performance.now());
    write(this.stop, `Stop and save: ${this.recorder.frames.length}`);
  }

  async endFilm() {
    const { live, recorder } = this;
    this.recorder = null;
    this.showFilming(false);
    const frames = recorder.timed().map(({ shown, ms }) => ({ picture: composed(live.model, shown, FILM_WIDE_PX), ms }));
    if (!frames.length) return;
    const [{ shown }] = recorder.frames;
    const recipe = recipeOf(live.given.recipe, live.model, shown, frames[0].picture.scale, this.address);
    const file = await filmOf(frames, recipe);
    give(file, "image/png", `${this.name}-film.png`);
    live.say(`Saved: a film of ${frames.length} pictures, ${(file.length / 1024).toFixed(0)} KB. A browser plays it.`);
  }

  // --- the link -----------------------------------------------------------------------------------------------------

  // The page keeps its address as the hand leaves it, but for what is as usual: another day that may be another model.
  get query() {
    const { model, seed } = this.live.given.recipe;
    // a file of its own has its state behind the #
    const asked = new URLSearchParams(location.search || location.hash.split("?")[1]);
    if (!asked.has("model")) asked.set("model", model);
    if (!asked.has("seed")) asked.set("seed", seed);
    return asked;
  }

  get address() {
    return `${this.live.given.recipe.page}?${this.query}`.slice(0, 4000);
  }

  async link() {
    const { href } = location.hash ? location : Object.assign(new URL(location.href), { search: this.query });
    try {
      await navigator.clipboard.writeText(href);
      this.live.say("The link is copied. It opens this page as it stands.");
    } catch {
      this.live.say(`The browser keeps the clipboard closed; the link is ${href}`);
    }
  }

  get name() {
    const { model, page, seed } = this.live.given.recipe;
    return `${model}-${page}-seed${seed}`.replace(/[^\w.-]+/g, "-").toLowerCase();
  }
}
