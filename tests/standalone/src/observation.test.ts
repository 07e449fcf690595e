import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { OtlpReceiver, type ReceivedSpan } from '@dlms-telemetry/otlp-receiver';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cipheredPushFrame, KEYS, SYSTEM_TITLE } from './ciphered-push.js';
import { workplace, type Workplace } from './configuration-file.js';
import { brokenFrame, pushFrame, READINGS_IN_FRAME } from './push-frames.js';
import { StandaloneProcess, type End, type Line } from './standalone-process.js';

const TIME_LIMIT = 120_000;
const CERTIFICATE_PASSWORD = 'certificate-password';

const isReading = (line: Line): boolean => 'reading' in line;
const isRefused = (line: Line): boolean => 'refused' in line;

async function start({ config, data }: Workplace, receiver: OtlpReceiver, ...options: string[]) {
  for (const [name, value] of Object.entries(receiver.environment)) vi.stubEnv(name, value);
  const args = ['--config', config, '--data', data, '--json', ...options];
  const standalone = new StandaloneProcess(...args);
  vi.unstubAllEnvs();
  await standalone.told('started');
  return standalone;
}

/** Sends frames over a connection of their own. */
async function push(process: StandaloneProcess, ...frames: Buffer[]): Promise<void> {
  const socket = connect(await process.port('north'), '127.0.0.1');
  socket.on('error', () => undefined).resume();
  socket.end(Buffer.concat(frames));
  await once(socket, 'close');
}

describe('a process that is observed', () => {
  const ciphered = cipheredPushFrame(1, 100);
  let receiver: OtlpReceiver;
  let place: Workplace;
  let standalone: StandaloneProcess;
  let ready: number;
  let metrics: string;
  let end: End;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    place = await workplace({ ...KEYS, Debug: true, CertificatePassword: CERTIFICATE_PASSWORD });
    standalone = await start(place, receiver, '--http', '127.0.0.1:0');
    const [opened] = await standalone.told('httpOpened');
    const base = `http://127.0.0.1:${Number(opened?.port)}`;
    ready = (await fetch(`${base}/health/ready`)).status;
    await push(standalone, ciphered);
    await standalone.linesWhere(isReading, READINGS_IN_FRAME);
    await push(standalone, ciphered, pushFrame(2), brokenFrame(3));
    await standalone.linesWhere(isReading, 2 * READINGS_IN_FRAME);
    await standalone.linesWhere(isRefused, 2);
    metrics = await (await fetch(`${base}/metrics`)).text();
    // What is left of spans and metrics is sent at the end.
    end = await standalone.signal('SIGTERM');
  }, TIME_LIMIT);
  afterAll(async () => {
    await standalone.signal('SIGKILL');
    await receiver.stop();
    await rm(place.folder, { recursive: true });
  });

  const spansNamed = (name: string): ReceivedSpan[] =>
    receiver.spans.filter((span) => span.name === name);

  it('ends cleanly, and was ready', () => {
    expect([ready, end.code]).toEqual([200, 0]);
  });

  it('sends one trace from the socket to the stored readings', () => {
    const [stored] = spansNamed('store readings');
    expect(stored && receiver.pathOf(stored)).toEqual([
      ...['publish frames', 'decode frames', 'publish readings', 'store readings'],
    ]);
    expect(stored).toMatchObject({ service: 'dlms-telemetry-standalone', stage: 'recorder' });
    const [received] = spansNamed('publish frames');
    expect(stored?.end).toBeGreaterThanOrEqual(received?.start ?? Infinity);
  });

  it('sends one trace from the socket to the dead letter, with a span of each refused frame', () => {
    const [letter] = spansNamed('store dead letters');
    expect(letter && receiver.pathOf(letter)).toEqual([
      ...['publish frames', 'decode frames', 'publish readings', 'store dead letters'],
    ]);
    const codes = spansNamed('decode frame').map(({ attributes }) => attributes);
    expect(codes.map((attributes) => attributes['dlms.refusal.code'])).toEqual(
      expect.arrayContaining(['security.counter-repeated', expect.stringMatching(/^apdu\./)]),
    );
  });

  it('writes log lines that carry the trace that they belong to', () => {
    const lines = standalone.log.filter(({ event }) => event === 'frameStep');
    const traces = new Set(spansNamed('decode frames').map(({ traceId }) => traceId));
    expect(lines.length).toBeGreaterThan(0);
    for (const { traceId } of lines) expect(traces).toContain(traceId);
    expect(standalone.log.find(({ event }) => event === 'started')).not.toHaveProperty('traceId');
  });

  it('tells every frame, reading, refusal and latency in metrics, served and sent', () => {
    for (const line of [
      'gateway_frames_captured_total{receptor="north"} 4',
      'decoder_readings_published_total{receptor="north"} 4',
      'decoder_frames_refused_total{receptor="north",code="security.counter-repeated"} 1',
      'decoder_socket_to_reading_seconds_count{receptor="north",queue="live"} 2',
      'gateway_connections_open{receptor="north"} 0',
      'gateway_frames_waiting{receptor="north"} ',
      'decoder_frames_in_work{receptor="north",queue="historic"} 0',
      'historic_frames_waiting{receptor="north"} 0',
      'process_resident_memory_bytes ',
    ])
      expect(metrics).toContain(line);
    expect(receiver.metrics).toContainEqual({
      ...{ service: 'dlms-telemetry-standalone', name: 'decoder_socket_to_reading_seconds' },
      ...{ attributes: { receptor: 'north', queue: 'live' }, value: 2 },
    });
  });

  it('holds no key and no password in spans, metrics or log lines', () => {
    const told = [metrics, end.stderr, ...receiver.bodies].join('\n').toUpperCase();
    for (const secret of [...Object.values(KEYS), CERTIFICATE_PASSWORD])
      expect(told).not.toContain(secret.toUpperCase());
  });

  it('names no meter, address or octets of a frame in spans and metrics', () => {
    const told = [metrics, ...receiver.bodies].join('\n').toUpperCase();
    expect(told).not.toContain(SYSTEM_TITLE);
    for (const frame of [ciphered, pushFrame(2)])
      expect(told).not.toContain(frame.subarray(8, 24).toString('hex').toUpperCase());
    expect(metrics).not.toMatch(/127\.0\.0\.1|1\.8\.0|[0-9a-f]{8}-[0-9a-f]{4}/);
  });
});

it(
  'an endpoint that is away costs neither readings nor a clean stop',
  async () => {
    const receiver = await OtlpReceiver.start();
    const place = await workplace();
    const standalone = await start(place, receiver);
    try {
      await receiver.stop();
      await push(standalone, pushFrame(1));
      await standalone.linesWhere(isReading, READINGS_IN_FRAME);
      expect(await standalone.signal('SIGTERM')).toMatchObject({ code: 0 });
    } finally {
      await standalone.signal('SIGKILL');
      await rm(place.folder, { recursive: true });
    }
  },
  TIME_LIMIT,
);
