/**
 * Brings the schema up to date and makes the role of gateways, which may add to the backlog and do nothing else. Run
 * once before the processes, by a role that may make roles: `DATABASE_URL`, `GATEWAY_DATABASE_PASSWORD`.
 */
import { grantGatewayRole, openPostgresStore } from '@dlms-telemetry/store';

const { DATABASE_URL: url = '', GATEWAY_DATABASE_PASSWORD: password = '' } = process.env;
if (url === '' || password === '') {
  process.stderr.write('DATABASE_URL and GATEWAY_DATABASE_PASSWORD must be set\n');
  process.exit(78);
}
const store = await openPostgresStore({ url, applicationName: 'dlms prepare-database' });
await store.close();
await grantGatewayRole(url, { password });
