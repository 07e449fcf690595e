import { simulatedFleet, type Fleet } from './fleet.js';

/** A receptor with the simulated meters that push to it. */
export interface SimulatedReceptor {
  readonly name: string;
  readonly port: number;
  readonly fleet: Fleet;
}

/** The registered port of DLMS/COSEM over TCP; the next one for meters that speak HDLC. */
const WRAPPER_PORT = 4059;
const HDLC_PORT = 4060;

/**
 * What runs without a configuration: six meters on two receptors; one pushes without protection, and one uses another
 * key than the one registered for it.
 */
export function sampleReceptors(): SimulatedReceptor[] {
  return [
    {
      name: 'Simulated',
      port: WRAPPER_PORT,
      fleet: simulatedFleet({ meters: 4, plain: [3], faults: { wrongKey: [4] } }),
    },
    {
      name: 'SimulatedHdlc',
      port: HDLC_PORT,
      fleet: simulatedFleet({
        ...{ meters: 2, firstNumber: 5, interfaceType: 'HDLC', payload: 'push-object-list' },
      }),
    },
  ];
}
