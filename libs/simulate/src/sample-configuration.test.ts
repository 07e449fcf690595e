import { createInterpreter } from '@dlms-telemetry/interpret';
import type { Interpretation } from '@dlms-telemetry/interpret';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { parseConfiguration } from '@dlms-telemetry/options';
import { createRegistry } from '@dlms-telemetry/registry';
import { describe, expect, it } from 'vitest';
import { simulatedFleet } from './fleet.js';
import type { Fleet } from './fleet.js';
import { PushWriter } from './push-writer.js';
import { REGISTERS } from './registers.js';
import { sampleConfiguration } from './sample-configuration.js';

const NOW = Date.UTC(2026, 2, 3, 18, 30);
const NOTHING = { env: {}, readFile: () => '' };

/** Lets each meter of a fleet push once, through the sample configuration. */
function interpretAll(fleet: Fleet): Interpretation[] {
  const text = JSON.stringify(sampleConfiguration([{ name: 'Sample', port: 4059, fleet }]));
  const { configuration, warnings } = parseConfiguration(text, NOTHING);
  expect(warnings).toEqual([]);
  const registry = createRegistry(configuration);
  const interpreter = createInterpreter({ configuration, registry, crypto: nodeCrypto });
  return fleet.meters.map((meter) => {
    const writer = new PushWriter(fleet, meter, { crypto: nodeCrypto, maxInformationLength: 512 });
    return interpreter.interpret({
      id: '019c0000-0000-7000-8000-000000000000',
      receptor: 'Sample',
      gatewayProcess: 'test',
      connectionId: 'test',
      transport: 'tcp',
      remoteAddress: '127.0.0.1',
      remotePort: 1,
      localPort: 4059,
      receivedAt: NOW,
      interfaceType: fleet.interfaceType,
      bytes: writer.write(NOW, 0),
    });
  });
}

describe('the sample configuration', () => {
  it.each(['self-describing', 'push-object-list'] as const)(
    'gives twelve named readings with their units from a %s push',
    (payload) => {
      const fleet = simulatedFleet({ meters: 2, plain: [2], payload });
      const results = interpretAll(fleet);
      for (const [i, result] of results.entries()) {
        if (result.type !== 'readings') throw new Error(result.refusal.message);
        const readings = result.readings.readings.map(({ reading }) => reading);
        expect(readings.map(({ Measure, Unit }) => [Measure, Unit])).toEqual(
          REGISTERS.map(({ name, symbol }) => [name, symbol]),
        );
        expect(new Set(readings.map(({ Serial }) => Serial))).toEqual(
          new Set([fleet.meters[i]?.serial]),
        );
      }
    },
  );

  it('has a refusal of the tag for a meter with a wrong key, whatever its framing', () => {
    for (const interfaceType of ['WRAPPER', 'HDLC', 'WiredMBus'] as const) {
      const [right, wrong] = interpretAll(
        simulatedFleet({ meters: 2, interfaceType, faults: { wrongKey: [2] } }),
      );
      expect(right?.type).toBe('readings');
      expect(wrong).toMatchObject({ type: 'refused', refusal: { code: 'security.tag' } });
    }
  });
});
