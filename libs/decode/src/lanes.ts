import type { Delivery } from '@dlms-telemetry/bus';

/** A queue whose envelopes are decoded. */
export interface LaneOptions {
  readonly receptor: string;
  /** Frames from the backlog: they wait for live ones. */
  readonly historic: boolean;
  /** Frames in work at once; an envelope that holds more goes to work alone. */
  readonly mostFrames: number;
}

/** What a lane holds at a moment. */
export interface LaneState {
  readonly receptor: string;
  readonly queue: 'live' | 'historic';
  /** Envelopes that wait for their turn. */
  readonly waiting: number;
  readonly framesInWork: number;
}

/** Once in so many turns the frames of the backlog go first: they are slow while live ones press, but move. */
const HISTORIC_TURN = 8;

/** Envelopes of one queue: those that wait for their turn, and the number of frames in work. */
export class Lane {
  readonly #waiting: Delivery[] = [];
  #framesInWork = 0;
  readonly #inWork = new Set<Delivery>();
  #options: LaneOptions;
  #line: Promise<void> = Promise.resolve();

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** As they are now. */
  get options(): LaneOptions {
    return this.#options;
  }

  /** What it holds now. */
  get state(): LaneState {
    const { receptor, historic } = this.#options;
    return {
      ...{ receptor, queue: historic ? 'historic' : 'live' },
      ...{ waiting: this.#waiting.length, framesInWork: this.#framesInWork },
    };
  }

  /** Takes another number of frames that may be in work at once; those in work stay there. */
  resize(mostFrames: number): void {
    this.#options = { ...this.#options, mostFrames };
  }

  /** Takes an envelope in; `Lanes.next` gives it out when its turn comes. */
  push(delivery: Delivery): void {
    this.#waiting.push(delivery);
  }

  /** The first envelope, if it may go to work now. Its frames count as in work until they are settled. */
  take(): Delivery | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const frames = this.#framesInWork + framesOf(first);
    if (this.#framesInWork > 0 && frames > this.#options.mostFrames) return undefined;
    this.#framesInWork = frames;
    this.#inWork.add(first);
    this.#waiting.shift();
    return first;
  }

  /** An envelope that was taken is about to be acked or put back. @returns false when that has been done already */
  settled(delivery: Delivery): boolean {
    if (!this.#inWork.delete(delivery)) return false;
    this.#framesInWork -= framesOf(delivery);
    return true;
  }

  /** Gives up what waits. */
  drain(): Delivery[] {
    return this.#waiting.splice(0);
  }

  /** A place in line, in the order of the queue: `before` resolves when those in front are `done`. */
  inLine(): { readonly before: Promise<void>; readonly done: () => void } {
    const before = this.#line;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#line = before.then(() => promise);
    return {
      before,
      done: () => {
        resolve(undefined);
      },
    };
  }
}

/** Frames of a delivery. */
export function framesOf({ count = 1 }: Delivery): number {
  return count;
}

/** Whose turn it is: live queues one after the other, and those of the backlog when no live one wants to. */
export class Lanes {
  readonly #live: Lane[] = [];
  readonly #historic: Lane[] = [];
  #turn = 0;

  /** Takes a further lane into the row. */
  add(lane: Lane): void {
    this.#rowOf(lane).push(lane);
  }

  /** Takes a lane out of the row: nothing of it comes to its turn any more. */
  remove(lane: Lane): void {
    const row = this.#rowOf(lane);
    const place = row.indexOf(lane);
    if (place >= 0) row.splice(place, 1);
  }

  #rowOf({ options }: Lane): Lane[] {
    return options.historic ? this.#historic : this.#live;
  }

  /** The next envelope that may go to work. */
  next(): { readonly lane: Lane; readonly delivery: Delivery } | undefined {
    this.#turn++;
    const order = [this.#live, this.#historic];
    if (this.#turn % HISTORIC_TURN === 0) order.reverse();
    for (const lanes of order)
      for (const lane of [...lanes]) {
        // To the end of the row, whether it has something or not.
        lanes.push(...lanes.splice(0, 1));
        const delivery = lane.take();
        if (delivery !== undefined) return { lane, delivery };
      }
    return undefined;
  }
}
