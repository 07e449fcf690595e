import { decodeFrames, type Frame, type Refusal, type RefusedFrame } from '@dlms-telemetry/frame';
import type { FrameToAnswer } from './answering.js';
import type { DecodedEnvelope } from './envelope-decoder.js';
import { counterRepeated } from './errors.js';
import type { DecodeEvents } from './events.js';
import { fateOf } from './fate.js';
import type { DecodedFrame, FrameWithReadings, FrameWithoutReadings } from './frame-worker.js';
import { readTexts, type ReadFrame } from './outputs.js';
import type { JudgedFrame, ReplayGuard } from './replay-guard.js';

/** What a judge works with. */
export interface JudgePorts {
  readonly events: Pick<
    DecodeEvents,
    'framesDecoded' | 'framesNotJudged' | 'frameRefused' | 'interpretFailed' | 'leniencyUsed'
  >;
  readonly replay?: ReplayGuard;
  readonly nextKeyUsed?: (userId: string, frame: { readonly receivedAt: number }) => void;
}

/** Where an envelope comes from. */
export interface Origin {
  readonly receptor: string;
  readonly historic: boolean;
  readonly rerun: boolean;
}

/** What is to become of the frames of an envelope. */
export interface Judged {
  readonly read: readonly ReadFrame[];
  readonly refused: readonly RefusedFrame[];
  /** Dead letters that gave readings this time. */
  readonly cured: readonly Frame[];
  /** Ids of frames that were not decoded any more; each is among the refused. */
  readonly condemned: readonly string[];
  /** Whose senders wait for an answer: of frames that came just now and are no repeats. */
  readonly toAnswer: readonly FrameToAnswer[];
}

const NONE: ReadonlyMap<string, Refusal> = new Map();

/** Tells which decoded frames are readings to be published and which are refused, repeats among them. */
export class Judge {
  readonly #ports: JudgePorts;
  readonly #untilDone: <T>(attempt: () => Promise<T>) => Promise<T>;

  /** @param untilDone tries until it succeeds; rejects when attempts are ended */
  constructor(ports: JudgePorts, untilDone: <T>(attempt: () => Promise<T>) => Promise<T>) {
    this.#ports = ports;
    this.#untilDone = untilDone;
  }

  /**
   * @param body the envelope, from which refused frames are taken
   * @throws when attempts to look repeats up are ended
   */
  async judge(body: Uint8Array, decoded: DecodedEnvelope, origin: Origin): Promise<Judged> {
    const { batches, condemned } = decoded;
    const frames = batches.flatMap((batch) => batch.frames);
    const repeated = await this.#repeated(frames, origin);
    const framesById = lazily(() => new Map(decodeFrames(body).map((frame) => [frame.id, frame])));
    const read: ReadFrame[] = [];
    const refused: RefusedFrame[] = [...condemned];
    const cured: Frame[] = [];
    const refuse = (outcome: Omit<FrameWithoutReadings, 'type'>): void => {
      const frame = framesById().get(outcome.frameId);
      if (frame !== undefined) refused.push(refusedFrame(frame, outcome));
    };
    for (const batch of batches)
      for (const each of readTexts(batch)) {
        const { frameId } = each.frame;
        const refusal = repeated.get(frameId);
        const isRepeated = refusal !== undefined;
        const fate = fateOf({ hasReadings: true, isRepeated, isRerun: origin.rerun });
        if (isRepeated && fate === 'refused') refuse({ frameId, refusal });
        else read.push(each);
        const frame = fate === 'cured' ? framesById().get(frameId) : undefined;
        if (frame !== undefined) cured.push(frame);
      }
    for (const outcome of frames) if (outcome.type === 'refused') refuse(outcome);
    this.#report(frames, read, refused, origin.receptor);
    const toAnswer: FrameToAnswer[] = [];
    if (!origin.historic && !origin.rerun)
      for (const { frameId, answer } of frames) {
        if (answer === undefined || repeated.has(frameId)) continue;
        const frame = framesById().get(frameId);
        if (frame !== undefined) toAnswer.push({ frame, answer });
      }
    return { read, refused, cured, condemned: condemned.map(({ frame }) => frame.id), toAnswer };
  }

  /** Why frames are refused that bring a counter once more, by frame id. */
  async #repeated(
    frames: readonly DecodedFrame[],
    origin: Origin,
  ): Promise<ReadonlyMap<string, Refusal>> {
    const { replay } = this.#ports;
    if (replay === undefined) return NONE;
    const claims = frames.flatMap((frame) => claimOf(frame, origin));
    if (claims.length === 0) return NONE;
    const outcomes = await this.#untilDone(() => replay.judge(claims));
    const repeated = claims.filter((_, index) => outcomes[index] !== 'accepted');
    return new Map(
      repeated.map(({ frameId, counter, scope }) => [
        frameId,
        counterRepeated(counter, replay.newestOf?.(scope) ?? null),
      ]),
    );
  }

  #report(
    frames: readonly DecodedFrame[],
    read: readonly ReadFrame[],
    refused: readonly RefusedFrame[],
    receptor: string,
  ): void {
    const { events } = this.#ports;
    if (read.length > 0) events.framesDecoded({ receptor, frames: read.length });
    const notJudged = read.filter(({ frame }) => frame.counter === undefined).length;
    if (notJudged > 0) events.framesNotJudged({ receptor, frames: notJudged });
    for (const { frame } of read) this.#reportRead(frame, receptor);
    for (const { frame, refusal } of refused)
      events.frameRefused({ receptor, code: refusal.code, frameId: frame.id });
    for (const frame of frames)
      if (frame.type === 'refused' && frame.fault !== undefined)
        events.interpretFailed({ frameId: frame.frameId, receptor, error: frame.fault });
  }

  #reportRead({ leniencies, user, receivedAt }: FrameWithReadings, receptor: string): void {
    for (const leniency of leniencies) this.#ports.events.leniencyUsed({ receptor, leniency });
    if (user?.key === 'next') this.#ports.nextKeyUsed?.(user.userId, { receivedAt });
  }
}

function claimOf(
  frame: DecodedFrame,
  { receptor, historic, rerun }: Origin,
): readonly JudgedFrame[] {
  if (frame.type === 'refused' || frame.counter === undefined) return [];
  const { frameId, receivedAt, counter: claim } = frame;
  const { scope, counter } = claim;
  return [{ frameId, receptor, receivedAt, historic, rerun, scope, counter }];
}

function refusedFrame(
  frame: Frame,
  { refusal, systemTitle }: Omit<FrameWithoutReadings, 'type'>,
): RefusedFrame {
  return systemTitle === undefined ? { frame, refusal } : { frame, refusal, systemTitle };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
