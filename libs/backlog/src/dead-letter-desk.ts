import { decodeFrames, encodeFrames, MAX_OCTETS_IN_ENVELOPE } from '@dlms-telemetry/frame';
import type {
  DeadLetterSelection,
  DeadLettersRepository,
  Resolution,
  StoredDeadLetter,
} from '@dlms-telemetry/store';
import type { RerunEnvelope, RerunWay } from './rerun-way.js';

/** What the desk works with. */
export interface DeadLetterDeskPorts {
  readonly way: RerunWay;
  readonly deadLetters: Pick<DeadLettersRepository, 'list' | 'resolve'>;
  /** Names of the receptors whose frames are decoded; absent where that is not known. */
  readonly receptors?: ReadonlySet<string> | undefined;
}

/** A dead letter as an operator sees it, without its octets' keys or values. */
export interface DeadLetterEntry {
  readonly frameId: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly receptor: string;
  readonly remoteAddress: string;
  /** Hex, where the APDU named one. */
  readonly systemTitle: string | null;
  readonly code: string;
  readonly message: string;
  readonly layer: string;
  readonly offset: number | null;
  /** How it came to its end; null until then. */
  readonly resolution: Resolution | null;
}

/** What came of a call to run dead letters again. */
export interface RerunCount {
  /** On their way to be decoded. */
  readonly frames: number;
  /** Left as they are: nobody decodes for their receptor. */
  readonly withoutReceptor: number;
}

/** Rows read at once, and sent on their way together. */
const PAGE = 200;

/** Looks at dead letters, runs them again, or gives them up. */
export class DeadLetterDesk {
  readonly #ports: DeadLetterDeskPorts;

  constructor(ports: DeadLetterDeskPorts) {
    this.#ports = ports;
  }

  /** The selected dead letters, oldest first, at most `limit`. */
  async *list(
    selection: DeadLetterSelection,
    limit = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<DeadLetterEntry> {
    let left = limit;
    for await (const page of this.#pages(selection))
      for (const letter of page) {
        if (left-- <= 0) return;
        yield entryOf(letter);
      }
  }

  /**
   * Sends frames to be decoded again under their own ids, so that their readings keep theirs: beside live frames and
   * never in front of them, however many are run again. The rows stay until readings have come, or take the new reason.
   *
   * @param signal ends it after the frames in work
   */
  async rerun(selection: DeadLetterSelection, signal?: AbortSignal): Promise<RerunCount> {
    const { receptors, way } = this.#ports;
    let frames = 0;
    let withoutReceptor = 0;
    for await (const page of this.#pages({ ...selection, resolved: false }, signal)) {
      const known = page.filter(({ receptor }) => receptors?.has(receptor) ?? true);
      await way.take(envelopesOf(known));
      frames += known.length;
      withoutReceptor += page.length - known.length;
    }
    return { frames, withoutReceptor };
  }

  /**
   * Gives dead letters up; they are kept, and not listed or run again.
   *
   * @param signal ends it after the frames in work
   * @returns how many
   */
  async discard(selection: DeadLetterSelection, signal?: AbortSignal): Promise<number> {
    let frames = 0;
    for await (const page of this.#pages({ ...selection, resolved: false }, signal))
      frames += await this.#ports.deadLetters.resolve(
        page.map(({ frameId }) => frameId),
        'discarded',
      );
    return frames;
  }

  async *#pages(
    selection: DeadLetterSelection,
    signal?: AbortSignal,
  ): AsyncGenerator<StoredDeadLetter[]> {
    let after: string | undefined;
    do {
      const page = await this.#ports.deadLetters.list(PAGE, after, selection);
      if (page.length > 0) yield page;
      after = page.length < PAGE ? undefined : page.at(-1)?.frameId;
    } while (after !== undefined && signal?.aborted !== true);
  }
}

/** Whoever decodes them writes once for each envelope: one a frame would take the time of a write for each. */
function envelopesOf(letters: readonly StoredDeadLetter[]): RerunEnvelope[] {
  const groups: { readonly letters: StoredDeadLetter[]; octets: number }[] = [];
  const open = new Map<string, (typeof groups)[number]>();
  for (const letter of letters) {
    let group = open.get(letter.receptor);
    if (group === undefined || group.octets + letter.envelope.length > MAX_OCTETS_IN_ENVELOPE) {
      group = { letters: [], octets: 0 };
      groups.push(group);
      open.set(letter.receptor, group);
    }
    group.letters.push(letter);
    group.octets += letter.envelope.length;
  }
  return groups.flatMap((group) => joined(group.letters));
}

function joined(letters: readonly StoredDeadLetter[]): RerunEnvelope[] {
  const [first] = letters;
  if (first === undefined) return [];
  const body =
    letters.length === 1
      ? first.envelope
      : encodeFrames(letters.flatMap(({ envelope }) => decodeFrames(envelope)));
  return [
    {
      ...{ receptor: first.receptor, body },
      frameIds: letters.map(({ frameId }) => frameId),
      receivedAt: letters.reduce((oldest, l) => Math.min(oldest, l.receivedAt), first.receivedAt),
    },
  ];
}

function entryOf(letter: StoredDeadLetter): DeadLetterEntry {
  const { frameId, receptor, remoteAddress, systemTitle } = letter;
  const { code, message, layer, offset, resolution } = letter;
  const receivedAt = new Date(letter.receivedAt).toISOString();
  return {
    ...{ frameId, receivedAt, receptor, remoteAddress, systemTitle },
    ...{ code, message, layer, offset, resolution },
  };
}
