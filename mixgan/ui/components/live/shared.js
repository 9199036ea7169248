// One pad for views of one page that show the same noise: each is a script of its own, so they tell each other by events.

const TOLD = "mixgan-pad";

export class SharedPad {
  // `take(value, rests)`: another view moved it there. Views with the same `latent` from the page share; without one, none.
  constructor(live, take) {
    Object.assign(this, { live, latent: live.given.latent });
    if (!this.latent) return;
    live.listen(window, TOLD, ({ detail: { from, latent, answer, value, rests } }) => {
      if (from === live || latent !== this.latent) return;
      if (answer) answer(live.pad);
      else take(value, rests);
    });
  }

  // Where the others have it; undefined where there are none.
  ask() {
    let found;
    this.send({ answer: (pad) => { found ??= pad; } });
    return found;
  }

  tell(value, rests) {
    this.send({ value, rests });
  }

  send(detail) {
    const { live, latent } = this;
    if (latent) window.dispatchEvent(new CustomEvent(TOLD, { detail: { ...detail, from: live, latent } }));
  }
}
