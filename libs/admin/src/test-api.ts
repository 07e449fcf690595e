import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InMemoryRateLimiter } from '@dlms-telemetry/cache';
import { readCertificate, readPrivateKey, readPublicKey } from '@dlms-telemetry/dlms-node';
import { Counters, createLog } from '@dlms-telemetry/observe';
import { parseConfiguration } from '@dlms-telemetry/options';
import { KeyRing, UsersDesk } from '@dlms-telemetry/registry';
import { openPostgresStore, type ApiKeyRole, type Store } from '@dlms-telemetry/store';
import { Admin, type AdminOptions, type AdminPorts } from './admin.js';
import { mintKey } from './access/api-key.js';

/** A sealed value of a test opens with it. */
export const TEST_RING = KeyRing.parse(`test=${'a1'.repeat(32)}`);
/** The service that the API of a test belongs to. */
export const SERVICE_ID = 'dlms-test';

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of JSON; an empty object otherwise. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What is sent. */
export interface Call {
  readonly key?: string | undefined;
  readonly serviceId?: string | undefined;
  readonly body?: unknown;
  /** Sent as it is, in place of JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API on a schema of its own in a real Postgres, with everything that it said. */
export class TestApi {
  readonly store: Store;
  readonly url: string;
  /** Every answer so far, whole. */
  readonly answers: string[] = [];
  readonly #admin: Admin;
  readonly #place: Place;

  private constructor(store: Store, place: Place, admin: Admin) {
    this.store = store;
    this.#place = place;
    this.#admin = admin;
    this.url = `http://127.0.0.1:${place.port}`;
  }

  /** Opens it. @param schema a fresh one @param sections of the configuration */
  static async open(
    schema: Schema,
    sections: object = { Meters: { DeviceType: 'DlmsPushServer', Port: 0 } },
    options: Partial<AdminOptions> = {},
    own: (ports: AdminPorts) => Partial<AdminPorts> = () => ({}),
  ): Promise<TestApi> {
    const store = await openPostgresStore({ url: schema.url });
    const sources = { env: {}, readFile: () => '' };
    const { receptors } = parseConfiguration(JSON.stringify(sections), sources).configuration;
    const desk = new UsersDesk({
      ...{ users: store.users, encryption: TEST_RING, receptors, now: Date.now },
      keyReaders: {
        publicKey: readPublicKey,
        privateKey: readPrivateKey,
        certificate: readCertificate,
      },
    });
    const folder = await mkdtemp(join(tmpdir(), 'admin-'));
    const file = join(folder, 'log');
    const log = createLog({ name: 'admin-api', level: 'debug', file });
    const devices = () => receptors.map(({ name }) => name);
    const ports: AdminPorts = {
      ...{ desk, store, limiter: new InMemoryRateLimiter(Date.now) },
      gateways: { connections: () => Promise.resolve([]), stop: () => Promise.resolve() },
      observation: { log, counters: new Counters(), answer: () => Promise.resolve(undefined) },
    };
    const admin = new Admin(
      { ...{ port: 0, host: '127.0.0.1', serviceId: SERVICE_ID, devices }, ...options },
      { ...ports, ...own(ports) },
    );
    const away = async (): Promise<void> => {
      await schema.drop();
      await rm(folder, { recursive: true });
    };
    return new TestApi(store, { away, file, port: await admin.start() }, admin);
  }

  /** A key of a role. */
  async key(
    role: ApiKeyRole,
    { expiresAt = null, allowedAddresses = [] }: Partial<KeyFacts> = {},
  ): Promise<string> {
    const { key, id, hash } = mintKey();
    const row = {
      id,
      hash,
      role,
      label: `a ${role}`,
      allowedAddresses,
      createdBy: null,
      expiresAt,
    };
    await this.store.apiKeys.add(row, {
      ...{ keyId: null, keyLabel: null, action: 'api-keys.create', object: id, address: null },
      ...{ outcome: 'done', code: null, detail: {} },
    });
    return key;
  }

  /** Sends a request. */
  async call(method: string, path: string, call: Call = {}): Promise<Answer> {
    const { key, serviceId = SERVICE_ID, body, text, headers = {} } = call;
    const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(key !== undefined && { 'X-Api-Key': key }),
        ...(serviceId !== '' && { 'X-Service-Id': serviceId }),
        ...(sent !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(sent !== undefined && { body: sent }),
    });
    const answer = await response.text();
    if (answer.includes('"sealed"')) throw new Error(`${method} ${path} answers with sealed keys`);
    const { status, headers: answered } = response;
    this.answers.push(`${status} ${JSON.stringify([...answered])} ${answer}`);
    return { status, headers: answered, text: answer, body: jsonOf(answer) };
  }

  /** The log so far. */
  async log(): Promise<string> {
    return await readFile(this.#place.file, 'utf8');
  }

  /** The API stops, and its schema goes. */
  async close(): Promise<void> {
    await this.#admin.stop();
    await this.store.close();
    await this.#place.away();
  }
}

/** A schema of a database, and how it is taken away. */
export interface Schema {
  readonly url: string;
  drop(): Promise<void>;
}

interface Place {
  readonly port: number;
  /** Of the log. */
  readonly file: string;
  readonly away: () => Promise<void>;
}

interface KeyFacts {
  readonly expiresAt: Date | null;
  readonly allowedAddresses: readonly string[];
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
