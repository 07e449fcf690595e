import { join } from 'node:path';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { Counters, createEvents, silentLog } from '@dlms-telemetry/observe';
import { clock } from '@dlms-telemetry/process';
import {
  CounterFile,
  Simulator,
  simulateEvents,
  tcpConnect,
  type SimulatedReceptor,
} from '@dlms-telemetry/simulate';

const PUSH_INTERVAL_MS = 2_000;

/** Lets simulated meters push to receptors of this machine. @returns what ends each fleet */
export async function simulateMeters(
  receptors: readonly SimulatedReceptor[],
  folder: string,
): Promise<(() => Promise<void>)[]> {
  const ports = { log: silentLog(), counters: new Counters() };
  const events = createEvents('simulator', simulateEvents, ports);
  const counters = new CounterFile(join(folder, 'simulated-meters.json'));
  const simulators = receptors.map(
    ({ fleet, port }) =>
      new Simulator(
        { crypto: nodeCrypto, clock, connect: tcpConnect(), counters, events },
        { fleet, host: '127.0.0.1', port, intervalMs: PUSH_INTERVAL_MS },
      ),
  );
  await Promise.all(simulators.map((simulator) => simulator.start()));
  return simulators.map((simulator) => () => simulator.stop());
}
