import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OwnService, Share } from '@dlms-telemetry/services';
import { grantGatewayRole, openPostgresStore, type Store } from '@dlms-telemetry/store';
import type { App, Line } from './app-process.js';
import { Pipeline } from './pipeline.js';

/** Everything that a fleet under test has written and been given. */
export interface TestFleetOptions {
  /** Sections of the configuration. */
  readonly sections: Readonly<Record<string, unknown>>;
  readonly processes: Readonly<Partial<Record<App, number>>>;
  readonly env?: Readonly<Record<string, string>>;
  /** A vhost, a schema and a Redis of its own. */
  readonly services: readonly [vhost: Share, schema: Share, redis: OwnService];
}

const GATEWAY_ROLE = 'dlms_gateway_of_pipeline_tests';
const PAGE = 2_000;

/** A whole fleet on a vhost, a schema and a Redis of its own. */
export class TestFleet {
  readonly pipeline: Pipeline;
  readonly store: Store;
  readonly redis: OwnService;
  readonly urls: Readonly<Record<'AMQP_URL' | 'DATABASE_URL' | 'REDIS_URL', string>>;
  /** Path of its configuration. */
  readonly config: string;
  /** Every line of every log. */
  readonly lines: Line[];
  /** What nobody may find anywhere: keys and passwords that the processes were given. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly #drop: () => Promise<void>;

  private constructor(
    parts: Omit<TestFleet, 'readings' | 'counted' | 'close'>,
    drop: () => Promise<void>,
  ) {
    ({
      pipeline: this.pipeline,
      store: this.store,
      redis: this.redis,
      urls: this.urls,
      config: this.config,
      lines: this.lines,
      secrets: this.secrets,
    } = parts);
    this.#drop = drop;
  }

  static async start(options: TestFleetOptions): Promise<TestFleet> {
    const [vhost, schema, redis] = options.services;
    const urls = { AMQP_URL: vhost.url, DATABASE_URL: schema.url, REDIS_URL: redis.url };
    const folder = await mkdtemp(join(tmpdir(), 'dlms-fleet-'));
    const config = join(folder, 'dlms.json');
    await writeFile(config, JSON.stringify({ ServiceId: 'dlms-test', ...options.sections }));
    const store = await openPostgresStore({ url: schema.url });
    const gatewayPassword = randomBytes(18).toString('hex');
    await grantGatewayRole(schema.url, { role: GATEWAY_ROLE, password: gatewayPassword });
    const sealing = randomBytes(32).toString('hex');
    const keys = { KEY_ENCRYPTION_KEYS: `test=${sealing}` };
    const lines: Line[] = [];
    const pipeline = new Pipeline({
      config,
      env: { ...urls, HTTP_PORT: '0', WORK_FOLDER: join(folder, 'in-work'), ...options.env },
      processes: options.processes,
      envOf: {
        gateway: { DATABASE_URL: asGateway(schema.url, gatewayPassword), SHARED_PORTS: 'on' },
        ...{ decoder: keys, historic: keys, 'admin-api': keys },
      },
      told: (line) => lines.push(line),
    });
    const drop = (): Promise<void> => dropAll([vhost, schema], store, redis, folder);
    const secrets = { gatewayPassword, sealing };
    try {
      await pipeline.start();
    } catch (error) {
      await pipeline.stop();
      await drop();
      throw error;
    }
    return new TestFleet({ pipeline, store, redis, urls, config, lines, secrets }, drop);
  }

  /** Values of stored readings by frame. */
  async readings(): Promise<Map<string, (number | null)[]>> {
    const byFrame = new Map<string, (number | null)[]>();
    let after: string | undefined;
    for (;;) {
      const page = await this.store.readings.list(PAGE, after);
      for (const { frameId, value } of page)
        byFrame.set(frameId, [...(byFrame.get(frameId) ?? []), value]);
      if (page.length < PAGE) return byFrame;
      after = page.at(-1)?.id;
    }
  }

  /** Sum of a counter over the processes of an app, as `/metrics` says; one number for each process. */
  async counted(app: App, counter: string): Promise<number[]> {
    return await Promise.all(
      this.pipeline.of(app).map(async (process) => {
        const text = await (await fetch(`${await process.http()}/metrics`)).text();
        return text
          .split('\n')
          .filter((line) => line.startsWith(`${counter}{`) || line.startsWith(`${counter} `))
          .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
      }),
    );
  }

  async close(): Promise<void> {
    await this.pipeline.stop();
    await this.#drop();
  }
}

function asGateway(databaseUrl: string, password: string): string {
  const url = new URL(databaseUrl);
  url.username = GATEWAY_ROLE;
  url.password = password;
  return url.href;
}

async function dropAll(
  shares: readonly Share[],
  store: Store,
  redis: OwnService,
  folder: string,
): Promise<void> {
  await store.close();
  await Promise.all(shares.map((share) => share.drop()));
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
}
