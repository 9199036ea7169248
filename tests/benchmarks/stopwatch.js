// A stopwatch inside the page: it sees what a visitor sees, without the way to the driver and back.

const bench = (window.bench = { mounts: [], ticks: [], counting: false });

// The first element that matches, looked for inside components too (each lives in a shadow root of its own).
bench.find = (selector, root = document) => {
  const found = root.querySelector(selector);
  if (found) return found;
  for (const host of root.querySelectorAll("*")) {
    const inner = host.shadowRoot && bench.find(selector, host.shadowRoot);
    if (inner) return inner;
  }
  return null;
};

// The object that draws a component: it hangs at the element that Streamlit gave to the component's script.
bench.view = (selector) => {
  for (let at = bench.find(selector); at; at = at.parentNode ?? at.host) {
    const view = at.liveView ?? at.mapView ?? at.sheetView;
    if (view) return view;
  }
  return null;
};

// Milliseconds on the page's clock when `condition` first holds, asked once a frame; NaN after `patience` ms.
bench.until = (condition, patience = 30000) => new Promise((resolve) => {
  const end = performance.now() + patience;
  const look = () => {
    let holds = false;
    try { holds = condition(); } catch { holds = false; }        // half a page has not everything that is asked for
    if (holds) resolve(performance.now());
    else if (performance.now() > end) resolve(NaN);
    else requestAnimationFrame(look);
  };
  look();
});

bench.timed = async (act, condition) => {
  const start = performance.now();
  act();
  return (await bench.until(condition)) - start;
};

bench.resting = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning";
bench.heading = () => document.querySelector('[data-testid="stMain"] h1')?.textContent ?? "";
bench.drew = (selector) => Boolean(bench.find(`${selector} .meter`)?.textContent);

bench.count = (on) => {
  bench.counting = on;
  if (!on) return bench.ticks;
  bench.ticks = [];
  const tick = (now) => {
    if (!bench.counting) return;
    bench.ticks.push(now);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  return bench.ticks;
};

// A live component looks for its root when its script is called, and for its meter at the end of a frame: two calls
// that are seen from outside, so that nothing in the component has to be changed to be measured.
const LIVE = [".tree", ".experts", ".covariance"];
for (const prototype of [Element.prototype, DocumentFragment.prototype]) {
  const original = prototype.querySelector;
  prototype.querySelector = function (selector) {
    if (LIVE.includes(selector) && !this.liveView) bench.called = performance.now();
    if (selector === ".meter" && bench.called) {
      bench.mounts.push(performance.now() - bench.called);
      bench.called = 0;
    }
    return original.call(this, selector);
  };
}
