import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OtlpReceiver, type ReceivedSpan } from '@dlms-telemetry/otlp-receiver';
import { freshKeyPrefix, freshSchema, freshVhost, type Share } from '@dlms-telemetry/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pipeline } from './pipeline.js';

const TIME_LIMIT = 180_000;
/** A data-notification in the wrapper: one register, with its code, 42 Wh. */
const FRAME = '000100010001001d 0f00000100 00 0101 0203 09060100010800ff 060000002a 0202 0f00 161e';
/** The same with a type that there is not. */
const BROKEN = '0001000100010010 0f00000100 00 0202 0600000001 ee0000';

function octets(hex: string): Buffer {
  const frame = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  frame.writeUInt16BE(frame.length - 8, 6);
  return frame;
}

describe('a pipeline whose processes are observed', () => {
  const shares: Share[] = [];
  let folder: string;
  let receiver: OtlpReceiver;
  let pipeline: Pipeline;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    folder = await mkdtemp(join(tmpdir(), 'pipeline-trace-'));
    const config = join(folder, 'dlms.json');
    const north = {
      ...{ DeviceType: 'DlmsPushServer', ConnectionInterfaceType: 'WRAPPER' },
      ...{ Address: '127.0.0.1', Port: 0 },
    };
    await writeFile(config, JSON.stringify({ north }));
    const [vhost, schema, redis] = [
      await freshVhost(),
      await freshSchema(),
      await freshKeyPrefix(),
    ];
    shares.push(vhost, schema, redis);
    pipeline = new Pipeline({
      config,
      processes: { gateway: 1, decoder: 1, historic: 1, recorder: 1 },
      env: {
        ...receiver.environment,
        ...{ AMQP_URL: vhost.url, DATABASE_URL: schema.url, REDIS_URL: redis.url },
        SERVICE_ID: redis.prefix.replaceAll(':', ''),
        KEY_ENCRYPTION_KEYS: `test=${randomBytes(32).toString('hex')}`,
        HTTP_PORT: '0',
      },
    });
    await pipeline.start();
  }, TIME_LIMIT);
  afterAll(async () => {
    await pipeline.stop();
    await receiver.stop();
    for (const share of shares) await share.drop();
    await rm(folder, { recursive: true });
  }, TIME_LIMIT);

  async function push(frame: Buffer): Promise<void> {
    const [gateway] = pipeline.of('gateway');
    const socket = connect(Number(await gateway?.port('north')), '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.end(frame);
    await once(socket, 'close');
  }

  /** The way to a span through the processes, once all of it has come. */
  async function wayTo(name: string): Promise<string[]> {
    const [last] = await receiver.spansWhere((span) => span.name === name);
    const isOfTrace = (span: ReceivedSpan): boolean => span.traceId === last?.traceId;
    await receiver.spansWhere((span) => isOfTrace(span) && span.name === 'publish frames');
    await receiver.spansWhere((span) => isOfTrace(span) && span.name === 'publish readings');
    await receiver.spansWhere((span) => isOfTrace(span) && span.name === 'decode frames');
    const path = last === undefined ? [] : receiver.pathOf(last);
    return path.map((each) => {
      const span = receiver.spans.find((one) => isOfTrace(one) && one.name === each);
      return `${span?.service.replace('dlms-telemetry-', '') ?? ''}: ${each}`;
    });
  }

  it(
    'has one trace from the socket to the stored readings, and to the dead letter, over the broker',
    async () => {
      await push(octets(FRAME));
      expect(await wayTo('store readings')).toEqual([
        ...['gateway: publish frames', 'decoder: decode frames', 'decoder: publish readings'],
        'recorder: store readings',
      ]);
      await push(octets(BROKEN));
      expect(await wayTo('store dead letters')).toEqual([
        ...['gateway: publish frames', 'decoder: decode frames', 'decoder: publish readings'],
        'historic: store dead letters',
      ]);
    },
    TIME_LIMIT,
  );

  it(
    'serves metrics of every process, and is ready',
    async () => {
      const expected = {
        gateway: 'gateway_connections_open{receptor="north"}',
        decoder: 'decoder_socket_to_reading_seconds_count{receptor="north",queue="live"}',
        historic: 'bus_queue_messages{queue="telemetry.unrouted"}',
        recorder: 'recorder_write_seconds_count',
      } as const;
      for (const [app, metric] of Object.entries(expected)) {
        const [one] = pipeline.of(app as keyof typeof expected);
        const base = (await one?.http()) ?? '';
        const ready = await fetch(`${base}/health/ready`);
        expect([app, ready.status]).toEqual([app, 200]);
        const metrics = await (await fetch(`${base}/metrics`)).text();
        expect(metrics).toContain(metric);
        expect(metrics).toContain('bus_is_connected 1');
      }
    },
    TIME_LIMIT,
  );
});
