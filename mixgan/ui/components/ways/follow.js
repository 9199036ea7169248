// What a link from page to page does.
//
// Streamlit's own link adds its parameters to those of the page that is left (a seed would stand there twice) and cannot move a
// widget that is bound to the link. Here the address is put into the history, and Streamlit told that one came back to it: then
// what the address says is what is opened, and what it does not say is as it is at first.

export function anchor({ label, address, look }) {
  const element = document.createElement("a");
  Object.assign(element, { textContent: label, className: look, href: new URL(address, location.href) });
  element.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;    // another tab or window
    event.preventDefault();
    follow(element.href);
  });
  return element;
}

export function follow(address) {
  History.prototype.pushState.call(history, {}, "", address);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

// Streamlit makes an entry of every parameter that the server writes, so that Back would undo the letters of a link one by one and
// show nothing of it. What changes on a page changes the page's one entry.
export function keepOneEntry() {
  if (Object.hasOwn(history, "pushState")) return;
  history.pushState = (state, title, address) => {
    const stays = new URL(address ?? "", location.href).pathname === location.pathname;
    History.prototype[stays ? "replaceState" : "pushState"].call(history, state, title, address);
  };
}
