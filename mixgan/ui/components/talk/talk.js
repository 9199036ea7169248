// Talk mode stands in the address and nowhere else. A remote control sends PageDown and PageUp, which step wherever the hand is;
// arrows step only where nothing under the hand wants them.

import { follow, keepOneEntry } from "../ways/follow.js";

const STEPS = { PageDown: "after", PageUp: "before" };
const ARROWS = { ArrowRight: "after", ArrowDown: "after", ArrowLeft: "before", ArrowUp: "before" };
const WRITING = "input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true]";

export default function ({ parentElement, data }) {
  keepOneEntry();
  const root = parentElement.querySelector(".talk");
  if (!root || !data) return undefined;
  root.classList.toggle("on", data.on);
  root.replaceChildren(...(data.on ? [named(data.model)] : []), toggleButton(data.on));
  parentElement.keys ??= new Keys();                // they stay, and are told what came last
  parentElement.keys.take(data);
  return () => {
    parentElement.keys?.stop();
    parentElement.keys = null;
  };
}

function named(model) {
  const element = document.createElement("span");
  Object.assign(element, { className: "model", textContent: model });
  return element;
}

function toggleButton(on) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: on ? "Leave" : "Talk mode", title: on ? "Leave talk mode" : "The page as a slide" });
  const key = document.createElement("kbd");
  key.textContent = "T";
  button.append(key);
  button.addEventListener("click", () => turn(!on));
  return button;
}

// Not an entry of the history: Back goes to the step before, not to the same step smaller.
function turn(on) {
  const url = new URL(location.href);
  if (on) url.searchParams.set("talk", "1");
  else url.searchParams.delete("talk");
  History.prototype.replaceState.call(history, {}, "", url);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

class Keys {
  constructor() {
    this.first = (event) => { if (this.data.on && STEPS[event.key] && isOurs(event)) this.press(event, STEPS[event.key]); };
    this.last = (event) => this.key(event);
    window.addEventListener("keydown", this.first, true);
    window.addEventListener("keydown", this.last);
  }

  stop() {
    window.removeEventListener("keydown", this.first, true);
    window.removeEventListener("keydown", this.last);
  }

  // A key that was pressed before the page of the last one had come is not lost.
  take(data) {
    this.data = data;
    const { early } = this;
    this.early = null;
    if (early) this.go(early);
  }

  key(event) {
    if (event.defaultPrevented || !isOurs(event)) return;
    const { on } = this.data;
    const arrow = on && !event.composedPath()[0]?.matches?.("input, [role=radio]") && ARROWS[event.key];
    if (event.key.toLowerCase() === "t" && !event.repeat) turn(!on);
    else if (on && event.key === "Escape") turn(false);
    else if (arrow) this.press(event, arrow);
  }

  press(event, where) {
    event.preventDefault();
    event.stopPropagation();
    this.go(where);
  }

  go(where) {
    const step = new URL(location.href).searchParams.get("tour");
    if (step !== this.data.step) this.early = where;            // what is known is of the step that was left
    else if (this.data[where]) follow(new URL(this.data[where], location.href).href);
  }
}

const isOurs = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.composedPath()[0]?.matches?.(WRITING));
