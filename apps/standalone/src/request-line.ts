import type { Socket } from 'node:net';
import { mostOctetsOf } from '@dlms-telemetry/control';

const LINE_FEED = 0x0a;
/** Octets by which a line is to have said what it is, if it is to be longer. */
const BEGINNING = 64;

/**
 * The first line of a connection; undefined when it ends before, is silent for too long, or sends more than its kind
 * of request may have.
 *
 * @param idleMs longest silence
 */
export async function readRequestLine(socket: Socket, idleMs: number): Promise<string | undefined> {
  socket.setTimeout(idleMs, () => socket.destroy());
  const ended = Promise.withResolvers<string | undefined>();
  const chunks: Buffer[] = [];
  let octets = 0;
  let most: number | undefined;
  // Not `for await`: leaving it would destroy the socket.
  const take = (chunk: Buffer): void => {
    const end = chunk.indexOf(LINE_FEED);
    chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
    octets += chunks.at(-1)?.length ?? 0;
    if (octets >= BEGINNING)
      most ??= mostOctetsOf(Buffer.concat(chunks).subarray(0, BEGINNING).toString());
    if (octets > (most ?? BEGINNING)) {
      socket.destroy();
    } else if (end >= 0) {
      socket.off('data', take).resume();
      ended.resolve(Buffer.concat(chunks).toString());
    }
  };
  socket.on('data', take);
  socket.once('close', () => {
    ended.resolve(undefined);
  });
  const line = await ended.promise;
  socket.setTimeout(0);
  return line;
}
