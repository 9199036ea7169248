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
  parentElement.talk = data;                        // the listeners stay, and read what came last
  if (!parentElement.undoTalk) parentElement.undoTalk = listen(() => parentElement.talk);
  return () => {
    parentElement.undoTalk?.();
    parentElement.undoTalk = null;
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

function listen(now) {
  const step = (event, where) => {
    event.preventDefault();
    event.stopPropagation();
    const address = now()[where];
    if (address) follow(new URL(address, location.href).href);
  };
  const isOurs = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.composedPath()[0]?.matches?.(WRITING));
  const first = (event) => {
    if (now().on && STEPS[event.key] && isOurs(event)) step(event, STEPS[event.key]);
  };
  const last = (event) => {
    if (event.defaultPrevented || !isOurs(event)) return;
    const { on } = now();
    if (event.key.toLowerCase() === "t" && !event.repeat) turn(!on);
    else if (on && event.key === "Escape") turn(false);
    else if (on && ARROWS[event.key] && !event.composedPath()[0]?.matches?.("input, [role=radio]")) step(event, ARROWS[event.key]);
  };
  window.addEventListener("keydown", first, true);
  window.addEventListener("keydown", last);
  return () => {
    window.removeEventListener("keydown", first, true);
    window.removeEventListener("keydown", last);
  };
}
