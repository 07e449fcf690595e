import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Counters } from './counters.js';
import { gauge, observeGauges } from './gauge.js';

/** What every process tells of itself. Names are those of Prometheus's own clients. */
export const processGauges = {
  residentMemory: gauge({
    name: 'process_resident_memory_bytes',
    message: 'memory of the process, octets',
  }),
  cpu: gauge({
    name: 'process_cpu_seconds',
    message: 'processor time since the start, of user and system together, seconds',
  }),
  heap: gauge({
    name: 'nodejs_heap_used_bytes',
    message: 'memory that objects take, octets',
  }),
  eventLoopDelay: gauge({
    name: 'nodejs_eventloop_lag_p99_seconds',
    message:
      'delay of the event loop that 99 in 100 looks stay under, since the last look, seconds',
  }),
};

const EVENT_LOOP_RESOLUTION_MS = 20;
const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;

/** Lets the process's own gauges be read, until the returned function is called. */
export function observeProcess(counters: Counters): () => void {
  const delay = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MS });
  delay.enable();
  const end = observeGauges(processGauges, counters, {
    residentMemory: () => [{ value: process.memoryUsage.rss() }],
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return [{ value: (user + system) / MICROSECONDS }];
    },
    heap: () => [{ value: process.memoryUsage().heapUsed }],
    eventLoopDelay: () => {
      const value = delay.count === 0 ? 0 : delay.percentile(99) / NANOSECONDS;
      delay.reset();
      return [{ value }];
    },
  });
  return () => {
    delay.disable();
    end();
  };
}
