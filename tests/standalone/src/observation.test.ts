import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { OtlpReceiver, type ReceivedSpan } from '@dlms-telemetry/otlp-receiver';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cipheredPushFrame, KEYS, SYSTEM_TITLE } from './ciphered-push.js';
import { workplace, type Workplace } from './configuration-file.js';
import { brokenFrame, pushFrame, READINGS_IN_FRAME } from './push-frames.js';
import { StandaloneProcess, type Line } from './standalone-process.js';

const TIME_LIMIT = 60_000;
const SECRETS = [...Object.values(KEYS), 'certificate-password'];

const isReading = (line: Line): boolean => 'reading' in line;
const isRefused = (line: Line): boolean => 'refused' in line;
const is = (name: string) => (span: ReceivedSpan) => span.name === name;

describe('a process that is observed', () => {
  let receiver: OtlpReceiver;
  let place: Workplace;
  let standalone: StandaloneProcess | undefined;

  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    for (const [name, value] of Object.entries(receiver.environment)) vi.stubEnv(name, value);
    place = await workplace({ ...KEYS, CertificatePassword: 'certificate-password' });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await standalone?.signal('SIGKILL');
    await receiver.stop();
    await rm(place.folder, { recursive: true });
  });

  function start(...options: string[]): StandaloneProcess {
    const { config, data } = place;
    standalone = new StandaloneProcess('--config', config, '--data', data, '--json', ...options);
    return standalone;
  }

  async function push(process: StandaloneProcess, ...frames: Buffer[]): Promise<void> {
    const socket = connect(await process.port('north'), '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.end(Buffer.concat(frames));
    await once(socket, 'close');
  }

  it(
    'sends one trace from the socket to the stored readings, and one to the dead letter',
    async () => {
      const process = start();
      await push(process, cipheredPushFrame(1, 100));
      await process.linesWhere(isReading, READINGS_IN_FRAME);
      const [stored] = await receiver.spansWhere(is('store readings'));
      await receiver.spansWhere(is('publish frames'));
      await receiver.spansWhere(is('decode frames'));
      await receiver.spansWhere(is('publish readings'));
      expect(stored && receiver.pathOf(stored)).toEqual([
        ...['publish frames', 'decode frames', 'publish readings', 'store readings'],
      ]);
      expect(stored).toMatchObject({ service: 'dlms-telemetry-standalone', stage: 'recorder' });
      const trace = receiver.spans.filter(({ traceId }) => traceId === stored?.traceId);
      const [outer] = trace.filter(is('publish frames'));
      for (const span of trace) expect(span.start).toBeGreaterThanOrEqual(outer?.start ?? Infinity);

      await push(process, brokenFrame(2));
      await process.linesWhere(isRefused);
      const [letter] = await receiver.spansWhere(is('store dead letters'));
      await receiver.spansWhere(is('decode frames'), 2);
      await receiver.spansWhere(is('publish readings'), 2);
      expect(letter && receiver.pathOf(letter)).toEqual([
        ...['publish frames', 'decode frames', 'publish readings', 'store dead letters'],
      ]);
      const [refused] = await receiver.spansWhere(
        (span) => span.name === 'decode frame' && 'dlms.refusal.code' in span.attributes,
      );
      expect(refused?.traceId).toBe(letter?.traceId);
      expect(refused?.attributes['dlms.refusal.code']).toMatch(/^(apdu|security)\./);
    },
    TIME_LIMIT,
  );

  it(
    'serves metrics and health, sends the same metrics, and holds no key, title or octet of a frame anywhere',
    async () => {
      const process = start('--http', '127.0.0.1:0');
      const [opened] = await process.told('httpOpened');
      const base = `http://127.0.0.1:${Number(opened?.port)}`;
      await process.told('started');
      expect((await fetch(`${base}/health/ready`)).status).toBe(200);
      const frame = cipheredPushFrame(1, 100);
      await push(process, frame, frame, pushFrame(2), brokenFrame(3));
      await process.linesWhere(isReading, 2 * READINGS_IN_FRAME);
      await process.linesWhere(isRefused, 2);
      const metrics = await (await fetch(`${base}/metrics`)).text();
      for (const line of [
        'gateway_frames_captured_total{receptor="north"} 4',
        'decoder_readings_published_total{receptor="north"} 4',
        'decoder_frames_refused_total{receptor="north",code="security.counter-repeated"} 1',
        'decoder_socket_to_reading_seconds_count{receptor="north",queue="live"} 2',
        'gateway_connections_open{receptor="north"} 0',
        'gateway_frames_waiting{receptor="north"} ',
        'decoder_workers_ended_total',
      ])
        expect(metrics).toContain(line);
      await receiver.metricWhere(
        ({ name, value }) => name === 'decoder_socket_to_reading_seconds' && value === 2,
      );
      const { code, stderr } = await process.signal('SIGTERM');
      expect(code).toBe(0);
      const told = [metrics, stderr, ...receiver.bodies].join('\n').toUpperCase();
      for (const secret of SECRETS) expect(told).not.toContain(secret.toUpperCase());
      // Neither a label nor an attribute names a meter or an address.
      const labelled = [metrics, ...receiver.bodies].join('\n').toUpperCase();
      expect(labelled).not.toContain(SYSTEM_TITLE);
      for (const octets of [frame, pushFrame(2)])
        expect(labelled).not.toContain(octets.subarray(8, 24).toString('hex').toUpperCase());
      expect(metrics).not.toMatch(/127\.0\.0\.1|1\.8\.0|[0-9a-f]{8}-[0-9a-f]{4}/);
    },
    TIME_LIMIT,
  );

  it(
    'log lines carry the trace that they belong to',
    async () => {
      const debugged = await workplace({ Debug: true });
      const process = start('--config', debugged.config);
      await push(process, pushFrame(1));
      const [line] = await process.told('frameStep');
      const [span] = await receiver.spansWhere(is('decode frames'));
      expect(line).toMatchObject({ traceId: span?.traceId, spanId: span?.spanId });
      expect((await process.told('started'))[0]).not.toHaveProperty('traceId');
      await rm(debugged.folder, { recursive: true });
    },
    TIME_LIMIT,
  );

  it(
    'an endpoint that is away costs neither readings nor a clean stop',
    async () => {
      const process = start();
      await process.port('north');
      await receiver.stop();
      await push(process, cipheredPushFrame(1, 100));
      await process.linesWhere(isReading, READINGS_IN_FRAME);
      expect(await process.signal('SIGTERM')).toMatchObject({ code: 0 });
      receiver = await OtlpReceiver.start();
    },
    TIME_LIMIT,
  );
});
