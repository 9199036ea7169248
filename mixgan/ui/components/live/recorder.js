// A drag as a film: while it runs every frame's inputs are kept, which costs the hand nothing; they are drawn when it is saved.

const STEP_MS = 33;                                 // 30 pictures a second: players are slow with more
const LONGEST = 300;                                // pictures: ten seconds
const LAST_MS = 600;                                // the last one stays

export class Recorder {
  // `full()`: no more can be kept.
  constructor(full) {
    Object.assign(this, { full, frames: [] });
  }

  // After a frame of the view: `shown()`, a list, is asked only where enough time has passed.
  saw(shown, now) {
    if (this.frames.length && now - this.last < STEP_MS) return;
    const seen = shown();
    if (!seen.length) return;
    this.frames.push({ shown: seen, now });
    this.last = now;
    if (this.frames.length === LONGEST) this.full();
  }

  // [{ shown, ms }]
  timed() {
    return this.frames.map(({ shown, now }, i) => ({
      shown, ms: i + 1 < this.frames.length ? Math.min(2000, this.frames[i + 1].now - now) : LAST_MS }));
  }
}
