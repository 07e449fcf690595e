import { describe, expect, it } from 'vitest';
import { ConfigurationError, parseConfiguration, problemLine, readDeployment } from './index.js';
import { sources } from './test-configuration.js';

function problemsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(problemLine);
    throw error;
  }
  return [];
}

describe('the environment of a process', () => {
  it('AMQP_URL, DATABASE_URL, REDIS_URL: one that the process needs and does not have is named, all at once', () => {
    const lines = problemsOf(() => readDeployment({ REDIS_URL: '' }, ['AMQP_URL', 'REDIS_URL']));
    expect(lines).toEqual([
      'environment.AMQP_URL: is missing: a URL that begins with amqp:// or amqps://',
      'environment.REDIS_URL: is missing: a URL that begins with redis:// or rediss://',
    ]);
  });

  it('AMQP_URL: a URL of another service is refused without showing its password', () => {
    const env = { AMQP_URL: 'http://user:geheim@host', HTTP_PORT: '70000', RECORDER: 'maybe' };
    const lines = problemsOf(() => readDeployment(env, ['AMQP_URL']));
    expect(lines).toEqual([
      'environment.AMQP_URL: (not shown) is not allowed: a URL that begins with amqp:// or amqps://',
      'environment.HTTP_PORT: "70000" is not allowed: a whole number from 0 to 65535',
      'environment.RECORDER: "maybe" is not allowed: on or off',
    ]);
  });

  it('HTTP_PORT, RECORDER, RETENTION_DAYS, SHARED_PORTS, LOG_LEVEL: are read, with their defaults where they are left out or empty', () => {
    const none = readDeployment({ RECORDER: '' });
    expect(none).toEqual({
      ...{ RECORDER: true, RETENTION_DAYS: 1_095, SHARED_PORTS: false, LOG_LEVEL: 'info' },
    });
    const env = {
      ...{ HTTP_PORT: '8080', RECORDER: 'off', RETENTION_DAYS: '400', SHARED_PORTS: 'on' },
      LOG_LEVEL: 'warn',
    };
    expect(readDeployment({ ...env, HOME: '/root' })).toEqual({
      ...{ HTTP_PORT: 8080, RECORDER: false, RETENTION_DAYS: 400, SHARED_PORTS: true },
      LOG_LEVEL: 'warn',
    });
  });

  it('shows no URL of a service and no key where it is printed', () => {
    const env = { AMQP_URL: 'amqp://user:geheim@host/', KEY_ENCRYPTION_KEYS: 'a=00' };
    const options = readDeployment(env, ['AMQP_URL']);
    expect(JSON.stringify(options)).not.toMatch(/geheim|a=00/u);
    expect(options.AMQP_URL.reveal()).toBe('amqp://user:geheim@host/');
  });
});

describe('a configuration for a process that has no use for keys', () => {
  it('is read without them: what they refer to need not even be there', () => {
    const text = JSON.stringify({
      Meters: {
        ...{ DeviceType: 'DlmsPushServer', Port: 0, BlockCipherKey: '${ENV:NOT_THERE}' },
        CertificatePassword: 'pfx',
        Users: [{ Ip: '10.0.0.1', AuthenticationKey: 'not even hexadecimal', Label: 'one' }],
      },
    });
    expect(problemsOf(() => parseConfiguration(text, sources))).toHaveLength(2);
    const { configuration } = parseConfiguration(text, {
      ...sources,
      secrets: ['CertificatePassword'],
    });
    const [receptor] = configuration.receptors;
    expect(receptor?.options.BlockCipherKey).toBeUndefined();
    expect(receptor?.options.CertificatePassword?.reveal()).toBe('pfx');
    expect(receptor?.options.Users).toMatchObject([{ Ip: '10.0.0.1', Label: 'one' }]);
    expect(receptor?.options.Users[0]?.AuthenticationKey).toBeUndefined();
  });
});
