// What can be taken away from a view, in one menu: all of it or one picture as PNG with its recipe, a drag as a film, the link.

import { escapeCloses } from "./closing.js";
import { copyLink, fileName, linkAddress } from "./link.js";
import { Menu } from "./menu.js";
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
    this.menu = new Menu(live, {
      text: "Save", key: "save", opened: () => this.rest(),
      items: {
        sheet: ["All pictures, for print", () => this.sheet()],
        one: ["One picture: click it", () => this.pick(true)],
        film: ["Record a drag", () => this.record()],
        drawing: ["As drawn here, as SVG", () => this.drawing()],
        link: ["Copy the link", () => copyLink(live.given.recipe, (text) => live.say(text))],
      },
      note: "Each PNG holds what made it. “python -m mixgan show FILE” says it, and draws it again.",
    });
    this.root = this.menu.root;
    this.stop = button(live, "", "save-stop", () => this.endFilm());
    this.stop.classList.add("recording");
    this.stop.hidden = true;
    this.root.insertBefore(this.stop, this.menu.panel);
    this.listen();
  }

  listen() {
    const { live } = this;
    escapeCloses(live, () => this.picking, () => {
      this.pick(false);
      this.menu.open.focus();
    });
    for (const name of ["pointerdown", "click"]) live.listen(live.root, name, (event) => this.picked(event), true);
  }

  // What cannot be done now.
  rest() {
    const { items } = this.menu;
    const shown = this.shown();
    for (const name of ["sheet", "one", "film"]) items[name].disabled = !shown;
    items.film.hidden = Boolean(shown?.still);
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
    const recipe = recipeOf(live.given.recipe, live.model, shown, picture.scale, linkAddress(live.given.recipe));
    give(await pngOf(picture, recipe), "image/png", `${fileName(live.given.recipe)}${name}.png`);
    live.say(`Saved: ${picture.width} × ${picture.height} px.`);
  }

  sheet() {
    return this.png(this.shown(), SHEET_PX, "");
  }

  // Lines and words too, for slides and print; a drawing holds no recipe.
  drawing() {
    const { live } = this;
    const { root, given } = live;
    give(svgOf(root, getComputedStyle(root).getPropertyValue("--st-background-color")), "image/svg+xml", `${fileName(given.recipe)}.svg`);
    live.say("Saved as SVG.");
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
    this.menu.open.hidden = on;
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
    const recipe = recipeOf(live.given.recipe, live.model, shown, frames[0].picture.scale, linkAddress(live.given.recipe));
    const file = await filmOf(frames, recipe);
    give(file, "image/png", `${fileName(live.given.recipe)}-film.png`);
    live.say(`Saved: a film of ${frames.length} pictures, ${(file.length / 1024).toFixed(0)} KB. A browser plays it.`);
  }
}
