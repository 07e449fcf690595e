import { freshSchema } from '@dlms-telemetry/services';
import { describeStore } from '../contract/store-contract.js';
import { openPostgresStore } from '../postgres-store.js';

describeStore('the store on Postgres', async () => {
  const schema = await freshSchema();
  const store = await openPostgresStore({ url: schema.url });
  return {
    store,
    close: async () => {
      await store.close();
      await schema.drop();
    },
  };
});
