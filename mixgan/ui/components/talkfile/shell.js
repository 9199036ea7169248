// The file around its screens: the address decides which is shown; a menu, the steps of a talk, keys, and the theme.

import { make } from "../packet/packet.js";
import { addressOf, readAddress } from "./address.js";
import { said } from "./hand.js";
import { mountScreen, Store } from "./screen.js";
import { Steps } from "./steps.js";

const EVERYWHERE = ["model", "seed", "label", "theme"];      // of an address: kept from page to page

class Shell {
  constructor(talk) {
    this.talk = talk;
    this.store = new Store();
    const place = (name) => document.querySelector(name);
    Object.assign(this, { title: place("h1"), caption: place(".caption"), says: place(".says"), notes: place(".notes"), stage: place(".screen"),
      story: place(".story"), problem: place(".problem"), menu: place(".pages"), hands: place(".hands") });
    this.steps = new Steps(place(".steps"), place(".back"), talk.steps, (step) => this.stepAddress(step));
    this.buildMenu();
    window.addEventListener("hashchange", () => this.show());
    this.steps.listen((address) => { location.hash = address; });
  }

  // --- addresses ----------------------------------------------------------------------------------------------------

  get first() {
    return this.talk.steps.length ? this.stepAddress(0) : addressOf(this.talk.models[0].pages[0], { model: this.talk.models[0].name });
  }

  stepAddress(step) {
    const { page, query } = this.talk.steps[step];
    return addressOf(page, { model: this.talk.models[0].name, ...query, step: step + 1, theme: this.query?.theme });
  }

  // What is asked for and there; `vain`: what is not, in words.
  placeOf({ page, query }) {
    const { models, screens } = this.talk;
    const model = models.find(({ name }) => name === query.model) ?? models[0];
    const vain = query.model && model.name !== query.model ? `the model '${query.model}'` : "";
    const keys = [page, model.pages[0]].flatMap((name) => [query.z ?? "0", "0"].flatMap((z) => (
      [query.seed ?? "0", "0"].flatMap((seed) => [query.label ?? "", ""].map((label) => [name, model.name, seed, label, z].join("|"))))));
    const key = keys.find((name) => name in screens);
    const screen = screens[key];
    const found = key.split("|")[0];
    const missing = found === page ? [] : [page ? `the page '${page}' of ${model.name}` : ""];
    return { screen, model, page: found, vain: [vain, ...missing].filter(Boolean).join(" and ") };
  }

  // --- a screen -----------------------------------------------------------------------------------------------------

  async show() {
    if (!location.hash) history.replaceState(null, "", this.first);
    const asked = readAddress(location.hash);
    const { screen, model, page, vain } = this.placeOf(asked);
    const turn = this.turn = (this.turn ?? 0) + 1;
    this.query = asked.query;
    this.page = page;
    this.model = model;
    this.leave?.();
    this.leave = null;
    this.wear(asked.query.theme);
    this.caption.textContent = screen.caption;
    for (const name of ["says", "notes"]) this[name].replaceChildren(...screen[name].map(paragraph));
    this.problem.textContent = vain ? `This file does not hold ${vain}. Shown instead: ${page} of ${model.name}.` : "";
    this.screen = screen;
    this.showMenu();
    this.steps.show(Number(asked.query.step) - 1);
    this.title.textContent = this.steps.title ?? screen.title;
    document.title = `${this.title.textContent} · ${this.talk.title}`;
    this.tell(asked.query.sample);
    const place = { screen, program: model.program, scripts: this.talk.scripts, page, query: asked.query };
    const leave = await mountScreen(this.store, place, this.stage, (view, name, value) => this.heard(view, name, value));
    if (turn !== this.turn) leave();                // another screen was asked for meanwhile
    else this.leave = leave;
    performance.mark("mixgan-shown");
    this.warm();
  }

  // What a component sends when the hand rests goes into the address, without an entry of its own.
  heard(view, name, value) {
    const change = said(this.page, name, value, view, this.query);
    if (!change) return;
    Object.assign(this.query, change);
    history.replaceState(null, "", addressOf(this.page, this.query));
    if ("sample" in change) this.tell(change.sample);
    this.showMenu();
  }

  // Beside the sheet: what is said of the chosen sample, and where else it can be seen.
  async tell(sample) {
    const { screen, screen: { stories: block, legend } } = this;
    this.story.hidden = !block;
    document.body.classList.toggle("told", Boolean(block));
    if (!block) return;
    const stories = await this.store.json(block);
    if (screen !== this.screen) return;
    const chosen = stories[Number(sample)];
    if (sample === undefined || !chosen) {
      this.story.replaceChildren(...legend.map(paragraph));
      return;
    }
    const ways = make("ul", "ways");
    for (const { label, page, query } of chosen.ways) {
      const item = make("li");
      item.append(link(label, addressOf(page, { ...this.everywhere(), ...query })));
      ways.append(item);
    }
    this.story.replaceChildren(make("h2", "", `Sample ${sample}`), ...chosen.says.map(paragraph), ways);
  }

  // Programs of the other models are opened while nothing else happens, so that no step waits for them.
  warm() {
    const next = this.talk.models.find(({ program }) => program && !this.store.has(program));
    if (next) later(async () => { await this.store.model(next.program); this.warm(); });
  }

  // --- menu ---------------------------------------------------------------------------------------------------------

  everywhere() {
    return Object.fromEntries(EVERYWHERE.map((name) => [name, this.query[name]]));
  }

  buildMenu() {
    const { models } = this.talk;
    this.theme = make("button", "theme");
    this.theme.type = "button";
    this.theme.addEventListener("click", () => this.turnTheme());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.wear(this.query.theme));
    if (models.length > 1) {
      this.choice = make("select");
      this.choice.setAttribute("aria-label", "Model");
      this.choice.append(...models.map(({ name }) => new Option(name, name)));
      this.choice.addEventListener("change", () => {
        const model = models.find(({ name }) => name === this.choice.value);
        const page = model.pages.includes(this.page) ? this.page : model.pages[0];
        location.hash = addressOf(page, { model: model.name, theme: this.query.theme });
      });
      this.hands.append(this.choice);
    }
    this.hands.append(this.theme);
  }

  showMenu() {
    this.menu.replaceChildren(...this.model.pages.map((page) => {
      const element = link(page, addressOf(page, { ...this.everywhere(), model: this.model.name }));
      if (page === this.page) element.setAttribute("aria-current", "page");
      return element;
    }));
    if (this.choice) this.choice.value = this.model.name;
  }

  wear(theme) {
    document.documentElement.style.colorScheme = ["light", "dark"].includes(theme) ? theme : "";
    this.theme.textContent = this.isDark ? "Light" : "Dark";
  }

  get isDark() {
    const chosen = document.documentElement.style.colorScheme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  turnTheme() {
    this.query.theme = this.isDark ? "light" : "dark";
    history.replaceState(null, "", addressOf(this.page, this.query));
    this.wear(this.query.theme);
    this.showMenu();
  }
}

// Sentences are HTML that the exporter wrote, names escaped in it.
function paragraph(html) {
  const element = make("p");
  element.innerHTML = html;
  return element;
}

function link(text, address) {
  const element = make("a", "", text);
  element.href = address;
  return element;
}

const later = (work) => (window.requestIdleCallback ? requestIdleCallback(work, { timeout: 2000 }) : setTimeout(work, 200));

new Shell(JSON.parse(document.getElementById("talk").textContent)).show();
