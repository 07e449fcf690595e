import { expect, it } from 'vitest';
import { LookUpGate } from './look-up-gate.js';

it('nothing is taken while users cannot be looked up, and everything again when they can', () => {
  let time = 0;
  let checkedAt = 0;
  let tick: () => void = () => undefined;
  const told: string[] = [];
  const gate = new LookUpGate({
    checkedAt: () => checkedAt,
    clock: {
      now: () => time,
      setTimer: (_, callback) => {
        tick = callback;
        return () => undefined;
      },
    },
    decode: {
      pause: () => told.push('paused'),
      resume: () => {
        told.push('resumed');
        return Promise.resolve();
      },
    },
    events: {
      lookUpLost: () => told.push('lost'),
      lookUpBack: () => told.push('back'),
      lookUpFailed: () => told.push('failed'),
    },
  });
  gate.start();
  time = 5_000;
  tick();
  expect(gate.open).toBe(true);
  time = 5_500;
  tick();
  tick();
  expect(gate.open).toBe(false);
  checkedAt = 5_400;
  tick();
  expect(gate.open).toBe(true);
  expect(told).toEqual(['lost', 'paused', 'back', 'resumed']);
});
