import { describe, expect, it } from 'vitest';
import type { FrameReadings } from './reading.js';
import { readReadingBatch, writeReadingBatch } from './reading-batch.js';

const frame: FrameReadings = {
  frameId: '01975c9e-0000-7000-8000-000000000001',
  receptor: 'north',
  groupName: 'houses "1"',
  serialSource: 'user',
  leniencies: ['kaifa-date-time-tag'],
  readings: [
    {
      routingKey: 'gw.ENERGY:P|m1',
      reading: {
        Id: '01975c9e-0000-7000-8000-000000000001-0',
        Serial: 'm1',
        Measure: 'ENERGY',
        Unit: 'Wh',
        Direction: 'Import',
        Value: 12.5,
        Date: '2026-05-06T23:00:00.000Z',
        ReceivedAt: '2026-05-06T23:00:01.000Z',
        Source: 'push',
      },
    },
  ],
};

describe('a batch of readings', () => {
  it('comes back as it was written', () => {
    const frames = [frame, { ...frame, readings: [] }];
    expect(readReadingBatch(writeReadingBatch(frames))).toEqual(frames);
    expect(readReadingBatch(writeReadingBatch([]))).toEqual([]);
  });

  it.each(['', 'null', '{}', '{"version":2,"frames":[]}', '{"version":1,"frames":3}', '[1]'])(
    'refuses %j',
    (text) => {
      expect(() => readReadingBatch(text)).toThrow(
        expect.objectContaining({ code: 'reading.batch' }),
      );
    },
  );
});
