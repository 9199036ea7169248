// Talk mode: a view is a slide where the page gives it a height (`--talk-room`), and type is larger.

const TYPE_PX = 16;                                 // as usual

// The height that a view is to fill in talk mode, which its style sheet takes with the class `talk`; 0 outside of it.
export function slideHeight(root) {
  const on = Boolean(getComputedStyle(root).getPropertyValue("--talk-room").trim());
  root.classList.toggle("talk", on);
  return on ? root.clientHeight : 0;
}

// How much larger than usual words are.
export function unitOfType() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / TYPE_PX;
}

// From the end of a slider's track to where the middle of its thumb stops: half a `--grip` of range.css.
export const thumbOf = (live) => (live.height ? 13 : 7);
