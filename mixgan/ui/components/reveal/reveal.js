// Brings the block it stands in into view, once for each mark and only where it is not seen: a click asked for it, elsewhere.

import { wayToSee } from "./way.js";

export default function ({ parentElement, data }) {
  if (!data || data.mark <= (window.mixganRevealed ?? 0)) return;
  window.mixganRevealed = data.mark;                // this script may be loaded again with every page
  const block = (parentElement.host ?? parentElement).closest(`.st-key-${data.block}`);
  const pictures = [...(block?.querySelectorAll("img") ?? [])].map((picture) => picture.decode().catch(() => null));
  Promise.all(pictures).then(() => requestAnimationFrame(() => {
    const how = block && wayToSee(block.getBoundingClientRect(), window.innerHeight);
    if (how) block.scrollIntoView({ block: how });
  }));
}
