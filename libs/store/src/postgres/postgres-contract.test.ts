import { freshSchema } from '@dlms-telemetry/services';
import {
  describeSoleStore,
  describeStore,
  type StoreUnderTest,
} from '../contract/store-contract.js';
import { openPostgresStore, openSolePostgresStore } from '../postgres-store.js';
import type { Store } from '../store.js';

async function onFreshSchema<S extends Store>(
  open: (options: { readonly url: string }) => Promise<S>,
): Promise<StoreUnderTest<S>> {
  const schema = await freshSchema();
  const store = await open(schema);
  return {
    store,
    close: async () => {
      await store.close();
      await schema.drop();
    },
  };
}

describeStore('the store on Postgres', () => onFreshSchema(openPostgresStore));
describeSoleStore('the store on Postgres', () => onFreshSchema(openSolePostgresStore));
