// What is chosen on the matrix, by the page and then by the hand. No element and no picture here; who changes it draws anew.

export const PAGE = 12;                             // rows that are seen at a time, but on a slide

export class ExpertsState {
  constructor(live) {
    const { given } = live;
    const { n_experts: K } = live.model.header;
    const known = (k) => Number.isInteger(k) && k >= 0 && k < K;
    this.K = K;
    this.most = PAGE;                                           // rows that are seen at a time
    this.off = new Set(live.carried("off", []).filter(known));
    if (this.off.size >= K) this.off.clear();
    this.mode = live.carried("mode", "reroute") === "drop" ? "drop" : "reroute";
    const expert = live.carried("expert", null);
    this.expert = known(expert) ? expert : null;                // the one told about
    this.elsewhere = given.elsewhere ?? [];                     // by expert: the class it draws instead of the one asked for
    this.orders = given.orders ?? [];
    this.order = live.carried("order", "number");
    this.page = Math.min(live.recall("page", 0), this.pages - 1);
    this.column = live.recall("column", 0);                     // whose gate is looked at
    this.word = given.expert_word ?? "expert";
  }

  keep() {
    const { mode, order, expert, page, column } = this;
    return { off: [...this.off], mode, order, expert, page, column };
  }

  // --- rows ---------------------------------------------------------------------------------------------------------

  get pages() {
    return Math.ceil(this.K / this.most);
  }

  // [first, end) of the places on the page.
  get span() {
    return [this.most * this.page, Math.min(this.K, this.most * (this.page + 1))];
  }

  // The experts from the first row to the last.
  ordered() {
    const rows = this.orders.find(([name]) => name === this.order)?.[3] ?? [];
    const byNumber = Array.from({ length: this.K }, (_, k) => k);
    return rows.length === this.K && byNumber.every((k) => rows.includes(k)) ? rows : byNumber;
  }

  // All rows at once, or pages of them. False where nothing changes.
  showAll(all) {
    const most = all ? this.K : PAGE;
    if (most === this.most) return false;
    Object.assign(this, { most, page: 0 });
    return true;
  }

  // False where there is no such page.
  turn(step) {
    const page = this.page + step;
    if (page < 0 || page >= this.pages) return false;
    this.page = page;
    return true;
  }

  // --- who is on ----------------------------------------------------------------------------------------------------

  isAlone(k) {
    return this.off.size === this.K - 1 && !this.off.has(k);
  }

  // False for the last one, which stays on.
  toggle(k) {
    if (this.isAlone(k)) return false;
    if (!this.off.delete(k)) this.off.add(k);
    return true;
  }

  // Only this expert; a second time all of them again.
  solo(k) {
    const all = Array.from({ length: this.K }, (_, other) => other);
    this.off = new Set(this.isAlone(k) ? [] : all.filter((other) => other !== k));
  }
}
