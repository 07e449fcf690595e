import { isIP } from 'node:net';
import { toHex } from '@dlms-telemetry/dlms';
import type { LoopbackAnswer, LoopbackCount, LoopbackEnd } from '@dlms-telemetry/control';
import type { Reading } from '@dlms-telemetry/reading';
import { carryOut, type DataOptions } from '../carry-out.js';
import { readingTable } from '../decode-output.js';
import { EXIT, UsageError } from '../errors.js';
import { readFrames } from '../frames-input.js';
import type { Io } from '../io.js';
import { painter, type Paint } from '../paint.js';
import { seen } from '../table.js';

/** What `dlms loopback` is told. */
export interface LoopbackOptions extends DataOptions {
  readonly receptor: string;
  readonly ip: string;
  readonly transport: 'tcp' | 'udp';
  /** Seconds. */
  readonly timeout: number;
  readonly json?: boolean;
}

/**
 * `dlms loopback`: has the running process take octets as if a meter had sent them, and shows what comes out.
 *
 * @param input hex, the name of a file with one packet in hex a line, or `-` for the same on standard input
 * @returns 0 when every frame gave readings, 1 when one was refused or came to no end in time
 */
export async function runLoopback(
  input: string,
  options: LoopbackOptions,
  io: Io,
): Promise<number> {
  const { receptor, ip, transport, timeout } = options;
  if (isIP(ip) === 0) throw new UsageError(`${ip}: give --ip as an address, such as 192.0.2.7`);
  const packets = (await readFrames(input, io)).map(toHex);
  const request = {
    ...({ command: 'loopback', receptor, ip, transport, packets } as const),
    timeoutMs: Math.ceil(timeout * 1000),
  };
  const forPeople = io.isTerminal && options.json !== true;
  const shown = new ShownFrames(io);
  for await (const answer of carryOut(request, options, io)) {
    if (!('done' in answer)) {
      if (forPeople) shown.show(answer, options);
      else io.out(`${JSON.stringify(answer)}\n`);
      continue;
    }
    if (!forPeople) io.out(`${JSON.stringify(answer)}\n`);
    else if (answer.done.frames === 0) io.out('no frame in these octets\n');
    return exitCodeOf(answer.done);
  }
  return EXIT.refused;
}

function exitCodeOf({ frames, refused, pending }: LoopbackCount): number {
  return frames > 0 && refused + pending === 0 ? EXIT.done : EXIT.refused;
}

type Captured = Extract<LoopbackAnswer, { readonly captured: unknown }>['captured'];
type Refused = Extract<LoopbackAnswer, { readonly refused: unknown }>['refused'];

/** What is known of a frame that has not ended. */
interface Shown {
  readonly captured: Captured;
  readonly readings: { readonly routingKey: string; readonly reading: Reading }[];
  refused: Refused | undefined;
}

/** Prints each frame once it has ended. */
class ShownFrames {
  readonly #io: Io;
  readonly #paint: Paint;
  readonly #frames = new Map<string, Shown>();

  constructor(io: Io) {
    this.#io = io;
    this.#paint = painter(io);
  }

  show(answer: LoopbackAnswer, options: LoopbackOptions): void {
    if ('captured' in answer) {
      const { captured } = answer;
      this.#frames.set(captured.frameId, { captured, readings: [], refused: undefined });
    } else if ('reading' in answer) {
      const { frameId, routingKey, reading } = answer.reading;
      this.#frames.get(frameId)?.readings.push({ routingKey, reading: reading as Reading });
    } else if ('refused' in answer) {
      const frame = this.#frames.get(answer.refused.frameId);
      if (frame !== undefined) frame.refused = answer.refused;
    } else {
      const { frameId, end } = answer.ended;
      const frame = this.#frames.get(frameId);
      if (frame !== undefined) this.#print(frame, end, options);
    }
  }

  #print({ captured, readings, refused }: Shown, end: LoopbackEnd, options: LoopbackOptions): void {
    const { frameId, octets, remoteAddress, receptor } = captured;
    const { columns } = this.#io;
    const from = `  ${octets} octets from ${remoteAddress} to ${receptor}`;
    const lines = [
      this.#paint([{ text: `frame ${frameId}`, style: 'heading' }, { text: from }]),
      ...(readings.length === 0 ? [] : readingTable(readings, columns)),
      ...readings.map(({ routingKey }) =>
        this.#paint([{ text: `  published as ${seen(routingKey)}`, style: 'place' }]),
      ),
      ...(refused === undefined ? [] : [this.#paint(refusalPieces(refused))]),
      this.#paint([{ text: `  ${endText(end, readings.length, frameId, options)}` }]),
    ];
    this.#io.out(`${lines.join('\n')}\n\n`);
  }
}

function refusalPieces({ code, message, layer, offset }: Refused) {
  const place = offset === null ? layer : `${layer}, octet ${offset}`;
  return [
    { text: '  refused ' },
    { text: code, style: 'refused' } as const,
    { text: ` (${place}): ${seen(message)}` },
  ];
}

function endText(
  end: LoopbackEnd,
  readings: number,
  frameId: string,
  { timeout }: LoopbackOptions,
): string {
  if (end === 'readings')
    return `${readings} ${readings === 1 ? 'reading' : 'readings'}, published and settled`;
  if (end === 'dead-letter')
    return `a dead letter: after the cure, dlms dead rerun --frame ${frameId}`;
  if (end === 'pending') return `accepted, and nothing came out within ${timeout} s`;
  return 'accepted; it waits in the backlog (dlms backlog) and comes back by its schedule';
}
