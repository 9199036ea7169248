// Escape closes what is open, wherever the keyboard is: first what was made last, as a menu over a panel. Nothing else hears of it.

const WRITTEN_IN = "input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea, [contenteditable=true]";

// `host`: anything that has `listen`; `isOpen()`, `close()`: of one part of it.
export function escapeCloses(host, isOpen, close) {
  if (!host.closing) {
    host.closing = [];
    host.listen(document, "keydown", (event) => escaped(event, host.closing));
  }
  host.closing.push({ isOpen, close });
}

function escaped(event, parts) {
  if (event.key !== "Escape" || event.defaultPrevented || event.composedPath()[0]?.matches?.(WRITTEN_IN)) return;
  const open = parts.findLast(({ isOpen }) => isOpen());
  if (!open) return;
  event.preventDefault();
  event.stopPropagation();
  open.close();
}
