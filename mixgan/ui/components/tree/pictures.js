// The picture of every node: this sample there, or a stored one: the mean of all, the mean of a class, a typical one.

import { UNUSED } from "../live/mixture.js";
import { readStrip } from "../live/picture.js";

export class TreePictures {
  constructor(live, state, sample) {
    Object.assign(this, { live, state, sample, stored: {} });
  }

  // `picture`: one of the tree's, for its size. Drawn anew when they have come.
  read(picture) {
    const { means, typical, classes } = this.live.given;
    const { n } = this.state.form;
    this.readOne("means", means, n, picture);
    this.readOne("typical", typical, n, picture);
    this.readOne("classes", classes?.means, classes?.names.length * n, picture);
  }

  async readOne(name, base64, n, { width, height }) {
    if (!base64) return;
    this.stored[name] = await readStrip(base64, n, width, height, this.live.given.columns ?? this.state.form.n);
    if (!this.live.stopped) this.live.invalidate();
  }

  // The node that is shown there, if any, of the stored pictures `name`.
  storedOf(name, node) {
    const { cls, form } = this.state;
    return this.stored[name]?.[name === "classes" ? cls * form.n + node : node];
  }

  paint({ node, picture }) {
    const { state, sample } = this;
    const isReached = state.mode === "class" ? state.classCount(node)[0] : state.mass[node];
    if (state.isSample && sample.masses[node] >= UNUSED) {
      picture.draw(sample.pictures(node), node);
      return;
    }
    const name = { sample: "typical", average: "means", class: "classes" }[state.mode];
    const found = isReached ? this.storedOf(name, node) : null;
    if (found) picture.drawStored(found, state.isSample ? this.live.paper : null);
    else picture.clear();
  }
}
