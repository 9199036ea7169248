// What a part of a page that holds charts does of itself: be there once, fit its width, wear the page's colours.

import { isDark, onThemeChange, readPacket } from "../packet/packet.js";

// The function that a component exports: one view of the class in the element `selector`, which takes each packet's header.
export function mounted(selector, View) {
  return ({ parentElement, data }) => {
    const root = parentElement.querySelector(selector);
    if (!root || !data) return undefined;
    parentElement.chartsView ??= new View(root);
    parentElement.chartsView.take(readPacket(data).header);
    return () => {
      parentElement.chartsView?.stop();
      parentElement.chartsView = null;
    };
  };
}

// `arrange()` when the width has changed; returns what ends the watch.
export function watched(root, arrange) {
  let width = Math.floor(root.clientWidth);
  const resize = new ResizeObserver(() => {
    if (Math.floor(root.clientWidth) === width) return;
    width = Math.floor(root.clientWidth);
    arrange();
  });
  resize.observe(root);
  const recolour = () => root.classList.toggle("dark", isDark(root));
  const unwatch = onThemeChange(root, recolour);
  recolour();
  return () => {
    resize.disconnect();
    unwatch();
  };
}
