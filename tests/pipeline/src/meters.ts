import { once } from 'node:events';
import { connect } from 'node:net';

/** Pushes frames over one connection and closes it: resolves when the other side has read all and closed too. */
export async function pushFrames(port: number, frames: readonly Uint8Array[]): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  socket.resume();
  const closed = once(socket, 'close');
  for (const frame of frames) if (!socket.write(frame)) await once(socket, 'drain');
  socket.end();
  await closed;
}

/** Numbers of frames from `first` on, dealt to so many meters. */
export function dealt(first: number, count: number, meters: number): readonly number[][] {
  const hands = Array.from({ length: meters }, (): number[] => []);
  for (let at = 0; at < count; at++) hands[at % meters]?.push(first + at);
  return hands;
}
