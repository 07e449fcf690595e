/** Takes octets over TCP and throws them away: tells its port, and their number when the last connection has ended. */
import { createServer } from 'node:net';

let octets = 0;
let open = 0;
const server = createServer((socket) => {
  open++;
  socket.on('data', (chunk: Buffer) => (octets += chunk.length));
  socket.on('close', () => {
    if (--open === 0) process.send?.(octets);
  });
  socket.on('end', () => socket.end());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.(address.port);
});
