import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeSoleStore,
  describeStore,
  type StoreUnderTest,
} from './contract/store-contract.js';
import { openEmbeddedStore } from './embedded-store.js';
import type { EmbeddedStore } from './store.js';

async function open(): Promise<StoreUnderTest<EmbeddedStore>> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  const store = await openEmbeddedStore(folder);
  return {
    store,
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

describeStore('the embedded store', open);
describeSoleStore('the embedded store', open);
