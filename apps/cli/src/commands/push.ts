import { readHostPort, writeHostPort } from '../address.js';
import { EXIT } from '../errors.js';
import { readFrames } from '../frames-input.js';
import type { Io } from '../io.js';
import { sendFrames } from '../send.js';

/** What `dlms push` is told. */
export interface PushOptions {
  readonly to: string;
  readonly bind?: string;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: boolean;
}

/**
 * `dlms push`: sends link frames to a receptor over one connection.
 *
 * @param input hex, the name of a file with one frame in hex a line, or `-` for the same on standard input
 */
export async function push(input: string, options: PushOptions, io: Io): Promise<number> {
  const to = readHostPort(options.to);
  const frames = await readFrames(input, io);
  const sent = await sendFrames(frames, to, {
    bind: options.bind,
    timeoutMs: options.timeout * 1000,
  });
  const { octets, answered, closed } = sent;
  if (options.json === true) {
    const pushed = { to: writeHostPort(to), frames: frames.length, octets, answered, closed };
    io.out(`${JSON.stringify({ pushed })}\n`);
    return EXIT.done;
  }
  const plural = frames.length === 1 ? 'frame' : 'frames';
  io.err(`sent ${frames.length} ${plural}, ${octets} octets, to ${writeHostPort(to)}\n`);
  if (answered > 0) io.err(`the other side sent ${answered} octets\n`);
  if (!closed) io.err(`the other side has not closed within ${options.timeout} s\n`);
  return EXIT.done;
}
