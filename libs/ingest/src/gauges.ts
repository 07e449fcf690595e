import { gauge, observeGauges, type Counters } from '@dlms-telemetry/observe';
import type { Ingest } from './ingest.js';

/** What the stage tells of itself when it is asked. */
export const ingestGauges = {
  connections: gauge({
    name: 'gateway_connections_open',
    message: 'connections of meters that are open',
    labels: ['receptor'],
  }),
  waiting: gauge({
    name: 'gateway_frames_waiting',
    message: 'live frames that were accepted and are not settled, of all gateways',
    labels: ['receptor'],
  }),
  limit: gauge({
    name: 'gateway_frames_waiting_limit',
    message: 'so many may wait (ProcessBoundedCapacity x MaxBoundedPacketMultiplier)',
    labels: ['receptor'],
  }),
  octetsInFlight: gauge({
    name: 'gateway_in_flight_octets',
    message: 'octets that were read and are not accepted yet; sockets are not read over a limit',
  }),
};

/** Lets a gateway's gauges be read, until the returned function is called. */
export function observeIngest(
  ingest: Pick<Ingest, 'receptors' | 'octetsInFlight'>,
  counters: Counters,
): () => void {
  const each = (value: 'connections' | 'waiting' | 'limit') =>
    ingest.receptors.map((state) => ({ receptor: state.receptor, value: state[value] }));
  return observeGauges(ingestGauges, counters, {
    connections: () => each('connections'),
    waiting: () => each('waiting'),
    limit: () => each('limit'),
    octetsInFlight: () => [{ value: ingest.octetsInFlight }],
  });
}
