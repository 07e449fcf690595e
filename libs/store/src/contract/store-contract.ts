import { afterAll, beforeAll, describe } from 'vitest';
import type { SoleStore, Store } from '../store.js';
import { describeBacklog } from './backlog-contract.js';
import { describeCounters } from './counters-contract.js';
import { describeDeadLetters } from './dead-letters-contract.js';
import { describeOwnCounters } from './own-counters-contract.js';
import { describeQueues } from './queue-contract.js';
import { describeReadings } from './readings-contract.js';
import { describeSuspects } from './suspects-contract.js';
import { describeUsers } from './users-contract.js';

/** A store under test, empty. */
export interface StoreUnderTest<S extends Store> {
  readonly store: S;
  readonly close: () => Promise<void>;
}

/** A first start makes a database, or waits for a server. */
const START_MS = 60_000;

/** What every store promises. */
export function describeStore<S extends Store>(
  name: string,
  open: () => Promise<StoreUnderTest<S>>,
): void {
  describe(`${name} keeps the contract of a store:`, () => {
    const opened = openedStore(open);
    describeDeadLetters(opened);
    describeReadings(opened);
    describeBacklog(opened);
    describeCounters(opened);
    describeSuspects(opened);
    describeOwnCounters(opened);
    describeUsers(opened);
  });
}

/** What every store promises that a process has for itself, beside the above. */
export function describeSoleStore<S extends SoleStore>(
  name: string,
  open: () => Promise<StoreUnderTest<S>>,
): void {
  describe(`${name} keeps the contract of a store with queues:`, () => {
    describeQueues(openedStore(open));
  });
}

function openedStore<S extends Store>(open: () => Promise<StoreUnderTest<S>>): () => S {
  let under: StoreUnderTest<S> | undefined;
  beforeAll(async () => {
    under = await open();
  }, START_MS);
  afterAll(async () => {
    await under?.close();
  });
  return () => {
    if (under === undefined) throw new Error('the store is not open');
    return under.store;
  };
}
