// Small parts of every view: buttons, choices, marks, and writing what has changed. `live` is the view's: it listens.

import { fitCanvas, make, shapePath } from "../packet/packet.js";
import { unitOfType } from "./slide.js";

const SIGN_PX = 12;                                 // of an expert, where type is as usual

// Buttons of which one is pressed. `options`: [[value, text, title?]].
export function segmented(live, label, options, chosen, change) {
  const group = make("div", "segmented");
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", label);
  const buttons = options.map(([value, text, title]) => {
    const button = make("button", "", text);
    Object.assign(button, { type: "button", value, title: title ?? "" });
    button.dataset.key = `${label}-${value}`;
    button.setAttribute("role", "radio");
    live.listen(button, "click", () => { group.choose(value); change(value); });
    return button;
  });
  group.choose = (value) => {
    for (const button of buttons) {
      button.setAttribute("aria-checked", String(button.value === value));
      button.tabIndex = button.value === value ? 0 : -1;
    }
  };
  live.listen(group, "keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const at = buttons.findIndex((button) => button.tabIndex === 0);
    const next = buttons[(at + step + buttons.length) % buttons.length];
    next.focus();
    next.click();
  });
  group.append(...buttons);
  group.choose(chosen);
  return group;
}

export function button(live, text, key, click) {
  const element = make("button", "plain", text);
  element.type = "button";
  element.dataset.key = key;
  live.listen(element, "click", click);
  return element;
}

// A list of names of which one is chosen; `change` gets its number.
export function chooser(live, label, key, names, chosen, change) {
  const select = make("select", "chooser");
  select.setAttribute("aria-label", label);
  select.dataset.key = key;
  select.append(...names.map((name, i) => {
    const option = make("option", "", name);
    option.value = i;
    return option;
  }));
  select.value = chosen;
  live.listen(select, "change", () => change(Number(select.value)));
  return select;
}

// The number, colour and shape of an expert: the colour alone carries nothing.
export function expertMark(k, shape) {
  const canvas = make("canvas", "mark");
  canvas.expert = k;
  canvas.setAttribute("aria-hidden", "true");
  canvas.redraw = (colour) => {
    const side = Math.round(SIGN_PX * unitOfType());
    const context = fitCanvas(canvas, side, side);
    context.clearRect(0, 0, side, side);
    context.beginPath();
    shapePath(context, shape, side / 2, side / 2, (5 / 12) * side);
    context.fillStyle = colour ?? "gray";
    context.fill();
  };
  return canvas;
}

// Words and custom properties that most often stay as they are: writing the same again would lay the page out anew.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setProperty(element, name, value) {
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}
