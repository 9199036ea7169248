// The link of a page as it stands, and what files saved from it are called. `recipe`: { model, page, seed } of the page.

const LONGEST_LINK = 4000;

// The page keeps its address as the hand leaves it, but for what is as usual: another day that may be another model.
function linkQuery({ model, seed }) {
  // a file of its own has its state behind the #
  const asked = new URLSearchParams(location.search || location.hash.split("?")[1]);
  if (!asked.has("model")) asked.set("model", model);
  if (!asked.has("seed")) asked.set("seed", seed);
  return asked;
}

export function linkAddress(recipe) {
  return `${recipe.page}?${linkQuery(recipe)}`.slice(0, LONGEST_LINK);
}

// `say(sentence)`: what became of it.
export async function copyLink(recipe, say) {
  const { href } = location.hash ? location : Object.assign(new URL(location.href), { search: linkQuery(recipe) });
  try {
    await navigator.clipboard.writeText(href);
    say("The link is copied. It opens this page as it stands.");
  } catch {
    say(`The browser keeps the clipboard closed; the link is ${href}`);
  }
}

export function fileName({ model, page, seed }) {
  return `${model}-${page}-seed${seed}`.replace(/[^\w.-]+/g, "-").toLowerCase();
}
