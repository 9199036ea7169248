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
  const fold = new Fold();
  history.pushState = (state, title, address) => {
    const url = new URL(address ?? "", location.href), stays = url.pathname === location.pathname;
    if (stays) fold.address &&= url.href;
    History.prototype[stays ? "replaceState" : "pushState"].call(history, state, title, address);
  };
  fold.begin();
}

// A link that is opened cold has its impossible values left out before any script of ours runs, and each of them has made an
// entry: Back would lead to the impossible link, which is mended anew. So this goes back to the entry that was opened, and makes
// it what the link has become. A browser that cannot say which entry that was keeps them all.
class Fold {
  begin() {
    const opened = globalThis.navigation?.activation?.entry;
    const more = opened?.index >= 0 ? navigation.currentEntry.index - opened.index : 0;
    if (more <= 0 || new URL(opened.url).pathname !== location.pathname) return;
    this.address = location.href;
    this.arrive = ({ navigationType }) => { if (navigationType === "traverse") this.end(); };
    navigation.addEventListener("currententrychange", this.arrive);
    history.go(-more);
  }

  // Of an entry that comes back Streamlit runs the page anew, but not where only what follows a # is new: so that stands there
  // while Streamlit looks, which it does before the second listener.
  end() {
    navigation.removeEventListener("currententrychange", this.arrive);
    this.write(`${this.address}#`);
    addEventListener("popstate", () => {
      this.write(this.address);
      this.address = null;
    }, { once: true });
  }

  write(address) {
    History.prototype.replaceState.call(history, {}, "", address);
  }
}
