import { RabbitGateways } from '@dlms-telemetry/admin';
import type { OpenConnection } from '@dlms-telemetry/ingest';
import { Counters, silentLog } from '@dlms-telemetry/observe';
import { freshVhost } from '@dlms-telemetry/services';
import { expect, it } from 'vitest';
import { startControl } from './control.js';

const LIMIT_MS = 1_000;

function connection(receptor: string, port: number): OpenConnection {
  return {
    ...{ connectionId: `${receptor}-${port}`, receptor, remoteAddress: '192.0.2.1' },
    ...{ remotePort: port, localPort: 4_059, openedAt: 0, octets: 10 },
  };
}

it('each gateway tells its open connections, of one receptor or of all, and how many there are', async () => {
  const vhost = await freshVhost();
  const controls = await Promise.all(
    ['gateway-a', 'gateway-b'].map((gatewayProcess) =>
      startControl(vhost.url, {
        gatewayProcess,
        ingest: {
          *openConnections(wanted) {
            for (const receptor of ['Meters', 'Others'])
              if (wanted === undefined || wanted === receptor)
                yield* [connection(receptor, 1), connection(receptor, 2)];
          },
        },
        ports: { log: silentLog(), counters: new Counters() },
      }),
    ),
  );
  const asking = new RabbitGateways(vhost.url, LIMIT_MS);
  // They listen as soon as they can: nobody waits for it.
  await expect
    .poll(async () => (await asking.connections({ limit: 10 })).length, { timeout: 30_000 })
    .toBe(2);
  const few = await asking.connections({ receptor: 'Meters', limit: 1 });
  const told = { ...connection('Meters', 1), openedAt: '1970-01-01T00:00:00.000Z' };
  expect(few.toSorted((a, b) => (a.gateway < b.gateway ? -1 : 1))).toEqual(
    ['gateway-a', 'gateway-b'].map((gateway) => ({
      ...{ gateway, total: 2 },
      connections: [told],
    })),
  );
  await Promise.all(controls.map((control) => control.stop(AbortSignal.timeout(LIMIT_MS))));
  expect(await asking.connections({ limit: 10 })).toEqual([]);
  await asking.stop();
  await vhost.drop();
}, 60_000);
