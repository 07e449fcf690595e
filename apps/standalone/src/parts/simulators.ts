import { join } from 'node:path';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import type { Listening } from '@dlms-telemetry/ingest';
import { createEvents } from '@dlms-telemetry/observe';
import { CounterFile, Simulator, simulateEvents, tcpConnect } from '@dlms-telemetry/simulate';
import type { SimulatedReceptor } from '@dlms-telemetry/simulate';
import { clock } from '@dlms-telemetry/process';
import type { Part, Wiring } from './part.js';

const PUSH_INTERVAL_MS = 2_000;

/** Lets simulated meters push to the receptors that are there for them. */
export async function startSimulators(
  simulated: readonly SimulatedReceptor[],
  listening: readonly Listening[],
  { dataFolder, ports }: Wiring,
): Promise<Part[]> {
  const counters = new CounterFile(join(dataFolder, 'simulated-meters.json'));
  const simulators: Part[] = [];
  for (const { name, fleet } of simulated) {
    const open = listening.find(({ receptor }) => receptor === name);
    if (open === undefined) continue;
    const simulator = new Simulator(
      {
        crypto: nodeCrypto,
        clock,
        connect: tcpConnect(),
        counters,
        events: createEvents('simulator', simulateEvents, ports),
      },
      { fleet, host: open.address, port: open.port, intervalMs: PUSH_INTERVAL_MS },
    );
    await simulator.start();
    simulators.push(simulator);
  }
  return simulators;
}
