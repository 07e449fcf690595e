import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deploymentOptions, parseConfiguration } from '@dlms-telemetry/options';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = new URL('../../../', import.meta.url);
const FLEET = ['gateway', 'decoder', 'historic', 'recorder', 'admin-api'];

function textOf(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

/** The keys of a compose file that are used here: a misspelt one is passed over in silence by nobody. */
const condition = z.strictObject({
  condition: z.enum(['service_healthy', 'service_completed_successfully']),
});
const service = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  hostname: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string().regex(/^[A-Z_]+$/u), z.string()).optional(),
  ports: z.array(z.string().regex(/^(?:127\.0\.0\.1:)?\d+:\d+$/u)).optional(),
  volumes: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), condition).optional(),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.int(),
    })
    .optional(),
  restart: z.literal('unless-stopped').optional(),
  init: z.literal(true).optional(),
  read_only: z.literal(true).optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.tuple([z.literal('ALL')]).optional(),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]).optional(),
  stop_grace_period: z.literal('30s').optional(),
  deploy: z.strictObject({ replicas: z.int() }).optional(),
});
const compose = z.strictObject({
  name: z.string(),
  'x-app': z.unknown(),
  'x-urls': z.unknown(),
  'x-keys': z.unknown(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});

describe('docker-compose.yml', () => {
  const { services, volumes } = compose.parse(parse(textOf('docker-compose.yml'), { merge: true }));

  it('holds every process of the fleet, each with its configuration and no more rights than it needs', () => {
    for (const app of FLEET) {
      const { command, read_only, cap_drop, security_opt, depends_on } = services[app] ?? {};
      expect(command).toEqual([
        `apps/${app}/dist/main.js`,
        '--config',
        '/etc/dlms-telemetry/dlms.json',
      ]);
      expect({ read_only, cap_drop, security_opt }).toEqual({
        ...{ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
      });
      expect(Object.keys(depends_on ?? {})).toContain('prepare');
    }
  });

  it('names only services, volumes and options that there are', () => {
    const options = [...Object.keys(deploymentOptions.shape), 'GATEWAY_DATABASE_PASSWORD'];
    for (const app of [...FLEET, 'prepare'])
      expect(options).toEqual(
        expect.arrayContaining(Object.keys(services[app]?.environment ?? {})),
      );
    for (const { depends_on = {}, volumes: mounted = [] } of Object.values(services)) {
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
      for (const mount of mounted)
        if (/^\w+:/u.test(mount)) expect(Object.keys(volumes)).toContain(mount.split(':')[0]);
    }
  });

  it('gives keys to none but those that open or seal them, and gateways a role of their own', () => {
    const withKeys = FLEET.filter((app) => services[app]?.environment?.KEY_ENCRYPTION_KEYS);
    expect(withKeys).toEqual(['decoder', 'historic', 'admin-api']);
    const urls = FLEET.map((app) => services[app]?.environment?.DATABASE_URL ?? '');
    expect(urls.map((url) => url.startsWith('postgres://dlms_gateway:'))).toEqual(
      FLEET.map((app) => app === 'gateway'),
    );
  });

  it('holds no password or key: they come from outside, and without them nothing starts', () => {
    const text = textOf('docker-compose.yml');
    for (const [, password] of text.matchAll(/:\/\/[^:\s]*:([^@\s]+)@/gu))
      expect(password).toMatch(/^\$\{\w+:\?\}$/u);
    expect(text).toContain('KEY_ENCRYPTION_KEYS: ${KEY_ENCRYPTION_KEYS:?}');
  });

  it('comes with a configuration that loads', () => {
    const { configuration } = parseConfiguration(textOf('docker/dlms.json'), {
      env: {},
      readFile: () => '',
    });
    expect(configuration.receptors.map(({ options }) => options.Port)).toEqual([4059]);
  });
});

describe('the Dockerfile', () => {
  const text = textOf('Dockerfile');

  it('is one that a linter has nothing to say against', () => {
    const linter = createRequire(import.meta.url)('dockerfilelint') as {
      readonly run: (path: string, text: string) => readonly unknown[];
    };
    expect(linter.run('Dockerfile', text)).toEqual([]);
  });

  it('runs on Node 24 as a user without rights, from an image without sources and tools', () => {
    const [, last = ''] = text.split(/^FROM (?=\S+$)/mu);
    expect(last).toMatch(/^node:24-/u);
    expect(last).toContain('\nUSER node\n');
    for (const app of FLEET) expect(text).toContain(`apps/${app}`);
  });
});
