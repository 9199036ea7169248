// The address of a screen, behind the #: a page, the model, and what the hand has set; the same words as in the app's links.
//
//   #Tree?model=hmog-mnist&node=LR&z=5&pad=0.5,-1&step=3

export function readAddress(hash) {
  const [page, query = ""] = hash.replace(/^#/, "").split("?");
  let name = "";
  try {
    name = decodeURIComponent(page);
  } catch {
    // a % that stands for nothing: no page has it
  }
  return { page: name, query: Object.fromEntries(new URLSearchParams(query)) };
}

export function addressOf(page, query) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const text = new URLSearchParams(given).toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return `#${page}${text ? `?${text}` : ""}`;
}
