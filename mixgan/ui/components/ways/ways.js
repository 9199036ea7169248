// Links from page to page, each one entry of the browser's history.

import { anchor, keepOneEntry } from "./follow.js";

export default function ({ parentElement, data }) {
  keepOneEntry();
  const root = parentElement.querySelector(".ways");
  if (!root || !data) return;
  root.replaceChildren(...data.ways.map(anchor));
}
