// A folder travels as one zip. The uploader above makes a row and a request of each file, and the page stands still for minutes when
// there are thousands: what is chosen or dropped there is caught on its way, packed as it is, and handed on as one file.

import { whyNot, zipOf } from "./zip.js";

const AT_ONCE = 64;                                 // files that are read at the same time

export default function ({ parentElement, data }) {
  const line = parentElement.querySelector(".folder");
  if (!line || !data) return undefined;
  parentElement.stopCatching?.();
  line.textContent = data.say;
  parentElement.stopCatching = caught(async (input, coming) => {
    line.textContent = "Packing …";
    try {
      const files = (await coming).filter(({ name }) => data.kinds.some((kind) => name.toLowerCase().endsWith(`.${kind}`)));
      const refused = whyNot(files, data);
      if (!refused) handOn(input, await packed(files));
      line.textContent = refused || data.say;
    } catch (error) {
      line.textContent = `The folder could not be read: ${error.message} Choose it again, or give its path.`;
    }
  });
  return () => parentElement.stopCatching();
}

let handing = false;

// `take(input, files)` gets what comes to the uploader of a folder: a promise of [{ name, file }], its name from the folder on.
function caught(take) {
  const handle = (event) => {
    const input = handing ? null : event.target.closest?.("[data-testid=stFileUploader]")?.querySelector("input[webkitdirectory]");
    if (!input) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === "drop") event.target.dispatchEvent(new DragEvent("dragleave", { bubbles: true }));   // it waits no more
    take(input, event.type === "drop" ? dropped(event.dataTransfer) : chosen(input));
  };
  for (const name of ["change", "drop"]) document.addEventListener(name, handle, true);
  return () => { for (const name of ["change", "drop"]) document.removeEventListener(name, handle, true); };
}

const chosen = async (input) => [...input.files].map((file) => ({ name: file.webkitRelativePath || file.name, file }));

// What was dropped is known only now: asked for later, the browser has forgotten it.
function dropped({ items }) {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter(Boolean);
  return Promise.all(entries.map(within)).then((found) => found.flat());
}

async function within(entry) {
  if (entry.isFile) return [{ name: entry.fullPath.slice(1), file: await new Promise((done, failed) => entry.file(done, failed)) }];
  const reader = entry.createReader(), inside = [];
  for (let some = null; !some || some.length; inside.push(...some)) {       // a hundred at a time
    some = await new Promise((done, failed) => reader.readEntries(done, failed));
  }
  return (await Promise.all(inside.map(within))).flat();
}

async function packed(files) {
  const entries = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    entries.push(...await Promise.all(files.slice(at, at + AT_ONCE).map(async ({ name, file }) => (
      { name, bytes: new Uint8Array(await file.arrayBuffer()) }))));
  }
  const tops = new Set(files.map(({ name }) => name.includes("/") ? name.split("/")[0] : "pictures"));
  return new File(zipOf(entries), `${tops.size === 1 ? [...tops][0] : "pictures"}.zip`, { type: "application/zip" });
}

function handOn(input, file) {
  const carried = new DataTransfer();
  carried.items.add(file);
  input.files = carried.files;
  handing = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  handing = false;
}
