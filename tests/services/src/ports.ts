import { createServer } from 'node:net';

/** Below the range from which systems take ports for outgoing connections, so that a restart finds its port free. */
const LOWEST = 10_000;
const HIGHEST = 29_999;
const ATTEMPTS = 200;

/** Those handed out by this process: some are listened on only seconds later. */
const handedOut = new Set<number>();

/** Distinct ports on 127.0.0.1 that nobody listens on at the moment. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  for (let attempt = 0; attempt < ATTEMPTS && ports.size < count; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    ports.add(port);
  }
  if (ports.size < count) throw new Error(`no ${count} free ports in ${LOWEST} to ${HIGHEST}`);
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
