import { expect, it } from 'vitest';
import type { Sources } from './index.js';
import { NOTIFICATION, setUp, until, wrapped } from './test-receptor.js';

it('a frame from where nobody is registered is refused; what cannot be judged goes on to the decoder', async () => {
  let judged: ReturnType<Sources['judge']> = 'unknown';
  const { frames, refused, counters, dial } = await setUp({ sources: { judge: () => judged } });
  const socket = await dial();
  socket.write(wrapped(NOTIFICATION));
  await refused.reaches(1);
  expect(refused.items[0]?.refusal).toMatchObject({ code: 'source.unknown-ip', layer: 'source' });
  expect(refused.items[0]?.frame.bytes).toHaveLength(wrapped(NOTIFICATION).length);
  judged = 'not-judged';
  socket.write(wrapped(NOTIFICATION));
  await frames.reaches(1);
  await until(() => counters.total('gateway_sources_not_judged_total') === 1);
  judged = 'known';
  socket.write(wrapped(NOTIFICATION));
  await frames.reaches(2);
  expect(refused.items).toHaveLength(1);
  expect(counters.total('gateway_sources_not_judged_total')).toBe(1);
  socket.destroy();
});

it('two stages share a port when they are told to, and not otherwise', async () => {
  const { ingest: first, port } = await setUp({ options: { sharedPorts: true } });
  const { ingest: second } = await setUp({
    options: { sharedPorts: true },
    receptor: { port },
  });
  await expect(setUp({ receptor: { port } })).rejects.toThrow('another process listens there');
  expect([first.connections, second.connections]).toEqual([0, 0]);
});
