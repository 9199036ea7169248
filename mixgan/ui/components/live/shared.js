// What views of one page share where they show the same noise, pad and sample: each view is a script of its own, so they tell
// each other by events.

const TOLD = "mixgan-shared";

export class Shared {
  // `what` is shared by the views that name the same `latent`; by none without one. `take(value, rests)`: another view has moved
  // it; `report(value)`: this view's server is to hear of it too, now that it rests; `now()`: the value here, for a view that
  // comes later. `view` has `listen`.
  constructor(view, what, latent, { take, report, now }) {
    Object.assign(this, { view, what, latent });
    if (!latent) return;
    view.listen(window, TOLD, ({ detail }) => {
      if (detail.from === view || detail.what !== what || detail.latent !== latent) return;
      if (detail.answer) detail.answer(now?.());
      else {
        take(detail.value, detail.rests);
        // in a task of its own: what is sent in one becomes one message, which is of one part of the page
        if (detail.rests) setTimeout(() => { if (!view.stopped) report?.(detail.value); });
      }
    });
  }

  // Where the others have it; undefined where there are none.
  ask() {
    let found;
    this.send({ answer: (value) => { found ??= value; } });
    return found;
  }

  // After this view's own message, where there is one.
  tell(value, rests = true) {
    this.send({ value, rests });
  }

  send(detail) {
    const { view, what, latent } = this;
    if (latent) window.dispatchEvent(new CustomEvent(TOLD, { detail: { ...detail, from: view, what, latent } }));
  }
}
