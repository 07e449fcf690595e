import type { DecodeErrorCode } from '../errors.js';

/**
 * What an unfinished frame shows of itself: nothing (a lone flag: nothing is lost when no more comes), a part of its
 * header that could be anything yet, or a header that holds.
 */
export type Seen = 'nothing' | 'part of a header' | 'header';

/** What a link layer finds when it looks at one place of a byte stream. All lengths count from that place. */
export type Cut<F> =
  /** A frame may begin here; nothing can be said before `need` octets are there. */
  | {
      readonly kind: 'more';
      readonly need: number;
      readonly seen: Seen;
    }
  /** Octets that may stand between frames. */
  | { readonly kind: 'idle'; readonly length: number }
  /** No frame begins in these octets. */
  | {
      readonly kind: 'noise';
      readonly length: number;
      readonly code: DecodeErrorCode;
      readonly message: string;
    }
  /** A good header, but no good frame. */
  | {
      readonly kind: 'broken';
      /** Octets that belong to it; more than are there when the rest is to be thrown away as it comes. */
      readonly length: number;
      /** Where to look on: 1 is the octet after its start. */
      readonly resume: number;
      readonly code: DecodeErrorCode;
      readonly message: string;
      readonly offset: number | null;
    }
  /** A whole frame. `resume` is less than `length` where the next frame may share its last octet. */
  | {
      readonly kind: 'frame';
      readonly length: number;
      readonly resume: number;
      readonly frame: F;
    };

/** Where in the stream a link layer looks. */
export interface CutPlace {
  /** True at the start of the stream and behind a good frame; false when a frame is being looked for in rubbish. */
  readonly synced: boolean;
  /** Octets of the stream before this place. */
  readonly position: number;
}

/** One link layer under `StreamFramer`: finds its frames, and joins what they carry to APDUs. */
export interface LinkLayer<F> {
  /** Looks at `octets` from `at` on, to their end. Whatever it says holds for any octets that may still follow. */
  cut(octets: Uint8Array, at: number, place: CutPlace): Cut<F>;
  /** Takes a whole frame; `wire` is its octets, which the layer may keep. */
  accept(frame: F, wire: Uint8Array, now: number): void;
  /** Octets held in unfinished segments and blocks. */
  readonly held: number;
  /** When the last piece of the unfinished APDU came that waits longest; undefined when there is none. */
  readonly waitingSince: number | undefined;
  /** Forgets what is unfinished, with several senders what waits longest. @returns its octets, empty when there was none */
  giveUp(): Uint8Array;
}
