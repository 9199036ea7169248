// A map of thousands of samples on a canvas: colour, layout, hover, click, lasso and keyboard without a server.
// Sends on release only: view {by, layout}, pick (index or -1), selection (base64 of one bit per point).

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".map");
  if (!root || !data) return;
  const packet = readPacket(data);
  if (parentElement.mapView) {
    if (parentElement.mapView.id === packet.header.id) return;
    if (parentElement.mapView.selected) setStateValue("selection", null);       // it was among other samples
    parentElement.mapView.stop();                   // new data: the clean-up function is not called in between
  }
  const view = new MapView(root, packet, setStateValue);
  parentElement.mapView = view;
  return () => {
    view.stop();
    parentElement.mapView = null;
  };
}

class MapView extends MapSide {
  constructor(root, packet, send) {
    super(root, packet, send);
    this.build();
    this.setLayout(this.layout, false);
    this.showPick();
    const sheet = packet.part("sheet");
    if (sheet) readPicture(sheet).then((picture) => { this.sheet = picture; this.showPick(); this.showSelection(); });
  }

  stop() {
    this.undo.forEach((step) => step());
    this.undo = [];
    this.root.querySelector(".stage").replaceChildren();
  }

  listen(target, name, handler, options) {
    target.addEventListener(name, handler, options);
    this.undo.push(() => target.removeEventListener(name, handler, options));
  }

  // --- structure ------------------------------------------------------------------------------------------------

  build() {
    const stage = this.root.querySelector(".stage");
    this.points = make("canvas", "points");
    this.over = make("canvas", "over");
    this.over.tabIndex = 0;
    this.over.setAttribute("role", "img");
    this.over.setAttribute("aria-label", this.header.alt);
    this.labels = make("div", "labels");
    this.labels.setAttribute("aria-hidden", "true");
    this.tip = make("div", "tip");
    this.tipPicture = make("canvas");
    this.tipText = make("div");
    this.tip.append(this.tipPicture, this.tipText);
    stage.replaceChildren(this.points, this.labels, this.over, this.tip);
    this.stage = stage;
    this.line = this.root.querySelector(".line");
    this.buildChoices();
    this.listenToPointer();
    this.listen(this.over, "keydown", (event) => this.key(event));
    this.listen(this.over, "blur", () => { this.cursor = -1; this.hideTip(); this.drawOver(); });
    const resize = new ResizeObserver(() => this.resize());
    resize.observe(stage);
    this.undo.push(() => resize.disconnect(), onThemeChange(this.root, () => this.redraw()));
  }

  buildChoices() {
    const choices = this.root.querySelector(".choices");
    const word = this.header.word;
    const colours = [["expert", word[0].toUpperCase() + word.slice(1)]];
    if (this.header.classNames.length) colours.push(["class", "Class"], ["confidence", "Confidence"]);
    const layouts = this.header.layouts.map((name) => [name, name.toUpperCase()]);
    choices.replaceChildren(
      this.radios("Colour", colours, this.by, (by) => this.setBy(by)),
      this.radios("Layout", layouts, this.layout, (layout) => this.setLayout(layout, true)),
      this.groupChoice(),
    );
  }

  radios(title, options, chosen, change) {
    const group = make("div", "radios");
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", title);
    group.append(make("span", "title", title));
    for (const [value, text] of options) {
      const label = make("label");
      const input = make("input");
      Object.assign(input, { type: "radio", name: `${title}-${this.id}`, value, checked: value === chosen });
      this.listen(input, "change", () => { change(value); this.send("view", { by: this.by, layout: this.layout }); });
      label.append(input, make("span", "", text));
      group.append(label);
    }
    return group;
  }

  groupChoice() {
    // the keyboard's lasso
    const label = make("label", "pickgroup");
    label.append(make("span", "title", "Select"));
    this.groupSelect = make("select");
    this.listen(this.groupSelect, "change", () => {
      const value = this.groupSelect.value;
      if (value === "") return this.select(null);
      const mask = new Uint8Array(this.n);
      const [kind, at] = value.split(":");
      const of = kind === "class" ? this.cls : this.expert;
      for (let i = 0; i < this.n; i++) mask[i] = of[i] === Number(at) ? 1 : 0;
      this.select(mask, value);
    });
    label.append(this.groupSelect);
    const option = (value, text) => {
      const item = make("option", "", text);
      item.value = value;
      return item;
    };
    this.groupSelect.append(option("", "nothing"));
    for (let k = 0; k < this.header.K; k++) this.groupSelect.append(option(`expert:${k}`, `${this.header.word} ${k + 1}`));
    this.header.classNames.forEach((name, c) => this.groupSelect.append(option(`class:${c}`, `class ${name}`)));
    return label;
  }

  // --- hand and keyboard ----------------------------------------------------------------------------------------

  listenToPointer() {
    const over = this.over;
    const at = (event) => {
      const box = over.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.listen(over, "pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();                       // or the next drag becomes a native one
      over.focus({ preventScroll: true });
      over.setPointerCapture(event.pointerId);
      this.lasso = [at(event)];
      this.cursor = -1;
    });
    this.listen(over, "pointermove", (event) => {
      const [x, y] = at(event);
      if (this.lasso) {
        this.hideTip();
        const [lastX, lastY] = this.lasso[this.lasso.length - 1];
        if (Math.hypot(x - lastX, y - lastY) > 3) this.lasso.push([x, y]);
        this.hover = -1;
        return this.drawOver();
      }
      const i = this.nearest(x, y);
      if (i !== this.hover) {
        this.hover = i;
        this.drawOver();
      }
      if (i < 0) this.hideTip();
      else this.showTip(i, x, y);
    });
    const finish = (event) => {
      const path = this.lasso;
      this.lasso = null;
      if (!path) return;
      if (path.length < 6) this.pick(this.nearest(...at(event)));
      else this.select(this.within(path));
      this.drawOver();
    };
    this.listen(over, "pointerup", finish);
    this.listen(over, "pointercancel", () => { this.lasso = null; this.drawOver(); });
    this.listen(over, "pointerleave", () => {
      if (this.lasso) return;
      this.hover = -1;
      this.hideTip();
      this.drawOver();
    });
  }

  within(path) {
    const mask = new Uint8Array(this.n);
    for (let i = 0; i < this.n; i++) {
      const [x, y] = [this.x[i], this.y[i]];
      let inside = false;
      for (let a = 0, b = path.length - 1; a < path.length; b = a++) {
        const [ax, ay] = path[a];
        const [bx, by] = path[b];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      }
      mask[i] = inside ? 1 : 0;
    }
    return mask;
  }

  key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) {
      this.cursor = this.cursor < 0 ? this.middle() : this.towards(this.cursor, step);
      this.showTip(this.cursor, this.x[this.cursor], this.y[this.cursor]);
      this.line.textContent = this.facts(this.cursor).join(", ");
      this.drawOver();
    } else if ((event.key === "Enter" || event.key === " ") && this.cursor >= 0) this.pick(this.cursor);
    else if (event.key === "Escape") {
      this.hideTip();
      if (this.picked >= 0) this.pick(-1);
      else this.select(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  middle() {
    let best = 0;
    const far = (i) => Math.hypot(this.x[i] - this.width / 2, this.y[i] - this.height / 2);
    for (let i = 1; i < this.n; i++) if (far(i) < far(best)) best = i;
    return best;
  }

  towards(from, [dx, dy]) {
    // the nearest point in a cone of that direction, at least a few px away so that a dense cloud can be crossed
    let best = from;
    let least = Infinity;
    for (let i = 0; i < this.n; i++) {
      const [x, y] = [this.x[i] - this.x[from], this.y[i] - this.y[from]];
      const along = x * dx + y * dy;
      const across = Math.abs(x * dy - y * dx);
      if (along < 6 || across > along) continue;
      const cost = along + 2 * across;
      if (cost < least) [best, least] = [i, cost];
    }
    return best;
  }
}
