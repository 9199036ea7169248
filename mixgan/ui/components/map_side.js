// The part of the map that speaks: legend with counts, what is selected, what is picked.

class MapSide extends MapCanvas {
  drawLegend() {
    const legend = this.root.querySelector(".legend");
    const counts = this.legend.list.map(() => 0);
    for (let i = 0; i < this.n; i++) counts[this.legend.of(i)]++;
    const from = this.selected ? this.legend.list.map(() => 0) : null;
    let total = 0;
    if (from) for (let i = 0; i < this.n; i++) if (this.selected[i]) { from[this.legend.of(i)]++; total++; }
    const rows = this.legend.list.map((group, at) => {
      const row = make("button", "row");
      row.type = "button";
      row.append(this.mark(group), make("span", "name", group.name));
      const bar = make("span", "bar");
      const share = from ? (total ? from[at] / total : 0) : counts[at] / this.n;
      bar.style.setProperty("--share", `${100 * share}%`);
      bar.style.setProperty("--mark", group.colour);
      row.append(bar, make("span", "count", from ? String(from[at]) : String(counts[at])));
      const point = (value) => { if (this.dim !== value) { this.dim = value; this.drawPoints(); this.drawLabels(); } };
      row.addEventListener("pointerenter", () => point(at));
      row.addEventListener("pointerleave", () => point(-1));
      row.addEventListener("focus", () => point(at));
      row.addEventListener("blur", () => point(-1));
      row.addEventListener("click", () => this.selectGroup(at));
      return row;
    });
    const title = from ? `${total.toLocaleString("en")} selected` : `${this.n.toLocaleString("en")} samples`;
    const head = make("div", "legendhead");
    head.append(make("strong", "", title));
    if (from) {
      const clear = make("button", "clear", "Clear");
      clear.type = "button";
      clear.addEventListener("click", () => this.select(null));
      head.append(clear);
    }
    legend.replaceChildren(head, ...rows);
  }

  mark(group) {
    const canvas = make("canvas", "mark");
    const context = fitCanvas(canvas, 14, 14);
    context.fillStyle = group.colour;
    context.beginPath();
    shapePath(context, group.shape, 7, 7, 5);
    context.fill();
    return canvas;
  }

  // --- selection ------------------------------------------------------------------------------------------------

  selectGroup(group) {
    const mask = new Uint8Array(this.n);
    for (let i = 0; i < this.n; i++) mask[i] = this.legend.of(i) === group ? 1 : 0;
    this.select(mask);
  }

  select(mask, source = "") {
    const count = mask ? mask.reduce((sum, value) => sum + value, 0) : 0;
    this.selected = count ? mask : null;
    if (!source) this.groupSelect.value = "";
    this.redraw();
    this.showSelection();
    this.line.textContent = count ? this.selectionSentence(count) : "Nothing selected.";
    this.send("selection", this.selected ? bits(this.selected) : null);
  }

  selectionSentence(count) {
    const most = (values, skip) => {
      const counts = new Map();
      for (let i = 0; i < this.n; i++) {
        if (this.selected[i] && values[i] !== skip) counts.set(values[i], (counts.get(values[i]) || 0) + 1);
      }
      const best = [...counts].sort((a, b) => b[1] - a[1])[0];
      return best ? [best[0], Math.round((100 * best[1]) / count)] : null;
    };
    const [k, share] = most(this.expert);
    const read = this.header.classNames.length ? most(this.cls, NONE) : null;
    const second = read ? `, ${read[1]} % read as ${this.header.classNames[read[0]]}` : "";
    return `${count.toLocaleString("en")} selected: ${share} % drawn by ${this.header.word} ${k + 1}${second}.`;
  }

  showSelection() {
    const strip = this.root.querySelector(".chosen");
    strip.replaceChildren();
    if (!this.selected || !this.sheet) return;
    const indices = [];
    for (let i = 0; i < this.n; i++) if (this.selected[i]) indices.push(i);
    const some = indices.length <= 30 ? indices
      : Array.from({ length: 30 }, (_, j) => indices[Math.floor((j * indices.length) / 30)]);
    const { width, height, columns } = this.header.thumb;
    const across = Math.min(10, some.length);
    const scale = Math.max(1, Math.floor(280 / (across * (width + 2))));
    const canvas = make("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${some.length} of the selected samples`);
    const [w, h] = [width * scale + 2, height * scale + 2];
    const context = fitCanvas(canvas, across * w - 2, Math.ceil(some.length / across) * h - 2);
    some.forEach((i, j) => context.drawImage(this.sheet, (i % columns) * width, Math.floor(i / columns) * height, width, height,
      (j % across) * w, Math.floor(j / across) * h, width * scale, height * scale));
    strip.append(canvas);
  }

  // --- one point ------------------------------------------------------------------------------------------------

  facts(i) {
    const word = this.header.word;
    const lines = [`${word} ${this.expert[i] + 1}`];
    if (this.weight[i] < 100) lines[0] += `, weight ${(this.weight[i] / 100).toFixed(2)}`;
    if (this.cls[i] !== NONE) lines.push(`read as ${this.header.classNames[this.cls[i]]}, ${this.confidence[i]} %`);
    return lines;
  }

  showTip(i, x, y) {
    const scale = this.header.thumb ? Math.max(1, Math.floor(84 / this.header.thumb.width)) : 1;
    this.thumbnail(this.tipPicture, i, scale);
    this.tipText.replaceChildren(...this.facts(i).map((text) => make("div", "", text)));
    this.tip.classList.add("on");
    const width = this.tip.offsetWidth;
    const height = this.tip.offsetHeight;
    const left = x + 16 + width > this.width ? x - 16 - width : x + 16;
    const top = Math.max(0, Math.min(y - height / 2, this.height - height));
    this.tip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
  }

  hideTip() {
    this.tip.classList.remove("on");
  }

  pick(i) {
    this.picked = i;
    this.showPick();
    this.drawOver();
    this.line.textContent = i < 0 ? "" : `Sample ${i}: ${this.facts(i).join(", ")}.`;
    this.send("pick", i);
  }

  showPick() {
    const card = this.root.querySelector(".card");
    card.replaceChildren();
    card.classList.toggle("on", this.picked >= 0);
    if (this.picked < 0) return;
    const canvas = make("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", this.facts(this.picked).join(", "));
    if (this.header.thumb) this.thumbnail(canvas, this.picked, Math.max(1, Math.floor(168 / this.header.thumb.width)));
    const text = make("div", "facts");
    text.append(make("strong", "", `Sample ${this.picked}`), ...this.facts(this.picked).map((line) => make("div", "", line)));
    const close = make("button", "clear", "Close");
    close.type = "button";
    close.addEventListener("click", () => { this.pick(-1); this.over.focus(); });
    text.append(close);
    card.append(canvas, text);
  }
}

function bits(mask) {
  // one bit per point, first point in the lowest bit; 5,000 points are 836 characters
  const bytes = new Uint8Array(Math.ceil(mask.length / 8));
  for (let i = 0; i < mask.length; i++) if (mask[i]) bytes[i >> 3] |= 1 << (i & 7);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
