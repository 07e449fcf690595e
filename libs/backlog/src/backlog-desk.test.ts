import type { BacklogTotal } from '@dlms-telemetry/store';
import { expect, it } from 'vitest';
import { BacklogDesk } from './backlog-desk.js';

const TOTALS: readonly BacklogTotal[] = [
  total({ receptor: 'gone', frames: 5, oldestReceivedAt: 9 }),
  total({ receptor: 'north', cause: 'broker', frames: 1_000, oldestReceivedAt: 7 }),
  total({ receptor: 'north', frames: 31, envelopes: 2, octets: 50, oldestReceivedAt: 8 }),
];

function total(fields: Partial<BacklogTotal>): BacklogTotal {
  return {
    ...{ receptor: '', cause: 'overload', frames: 0, envelopes: 1, octets: 100 },
    ...{ oldestReceivedAt: 0, ...fields },
  };
}

it('HandleHistoricRecordInterval, HistoricRecordBatchingSize: the summary says when the backlog of a receptor will have left', async () => {
  const desk = new BacklogDesk({
    backlog: { totals: () => Promise.resolve([...TOTALS]) },
    paces: new Map([
      ['north', { handleHistoricRecordInterval: 60_000, historicRecordBatchingSize: 15 }],
    ]),
  });
  expect(await desk.summary()).toEqual([
    {
      ...{ receptor: 'gone', frames: 5, octets: 100, oldestReceivedAt: 9, drainSeconds: null },
      causes: [{ cause: 'overload', frames: 5, envelopes: 1 }],
    },
    {
      ...{ receptor: 'north', frames: 1_031, octets: 150, oldestReceivedAt: 7, drainSeconds: 180 },
      causes: [
        { cause: 'broker', frames: 1_000, envelopes: 1 },
        { cause: 'overload', frames: 31, envelopes: 2 },
      ],
    },
  ]);
});
