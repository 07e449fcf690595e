/** What of a former mean counts when another envelope comes. */
const WEIGHT_OF_ONE = 1 / 16;

/** The waiting frames of one receptor, as one process sees them. */
export class Tally {
  /** Changed here and not on its way to Redis. */
  pending = 0;
  /** Changed here and on its way. */
  sent = 0;
  /** Frames of an envelope in the mean; 0 while none was seen. */
  mean = 0;
  /** Whether somebody has asked since it was last sent for; at first all is to be known. */
  isAsked = true;
  /** As Redis has said last. */
  #total = 0;
  /** Without Redis: by the queue, and what was counted here when it was looked at. */
  #estimate: { readonly frames: number; readonly counted: number } | undefined;

  /** Counts an envelope in (positive) or out. */
  add(frames: number): void {
    this.pending += frames;
    const size = Math.abs(frames);
    this.mean = this.mean === 0 ? size : this.mean + (size - this.mean) * WEIGHT_OF_ONE;
  }

  /** Whether there is something to tell Redis, or to hear from it. */
  get isDue(): boolean {
    return this.pending !== 0 || this.isAsked;
  }

  /** May be below 0: a frame can be settled before its publisher hears of the confirm. */
  get frames(): number {
    const estimate = this.#estimate;
    return estimate === undefined
      ? this.#total + this.sent + this.pending
      : estimate.frames + this.sent + this.pending - estimate.counted;
  }

  /** What was pending is on its way. @returns it */
  send(): number {
    this.sent = this.pending;
    this.pending = 0;
    this.isAsked = false;
    return this.sent;
  }

  /** Redis has answered. @param mean as others have seen it */
  answered(total: number, mean: number): void {
    this.#total = total;
    this.sent = 0;
    this.#estimate = undefined;
    if (this.mean === 0) this.mean = mean;
  }

  /** It did not get to Redis: it is still to be told. */
  unsent(): void {
    this.pending += this.sent;
    this.sent = 0;
  }

  /** No answer came: it counts as told, since told again it might count twice. */
  unanswered(): void {
    const estimate = this.#estimate;
    this.#total += this.sent;
    if (estimate !== undefined)
      this.#estimate = { ...estimate, counted: estimate.counted - this.sent };
    this.sent = 0;
  }

  /** Redis is away: so many messages stand in the queue. */
  estimate(messages: number): void {
    this.#estimate = {
      frames: messages * Math.max(1, this.mean),
      counted: this.sent + this.pending,
    };
  }
}
