import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeReceptor } from '@dlms-telemetry/decode';
import { expect, it } from 'vitest';
import { configurationOf, loadConfiguration } from '../configuration.js';

const KEY = '7C21E0D4936AB85F0142C3D4E5F60718';

async function loaded(options: object) {
  const folder = await mkdtemp(join(tmpdir(), 'decoder-'));
  try {
    const file = join(folder, 'dlms.json');
    await writeFile(join(folder, 'key'), `${KEY}\n`);
    const section = { DeviceType: 'DlmsPushServer', Port: 4059, ...options };
    await writeFile(file, JSON.stringify({ north: section }));
    return await loadConfiguration(file, [], { SERVICE_ID: 'utility' });
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('ProcessMaxDegreeOfParallelism, BackgroundProcessMaxDegreeOfParallelism, PacketProcessAbortTimeoutMs, Output, Debug: the decoder gets what the file says', async () => {
  const { configuration } = await loaded({
    GroupName: 'Fleet',
    RegisterAsGateway: false,
    ProcessMaxDegreeOfParallelism: 7,
    BackgroundProcessMaxDegreeOfParallelism: 3,
    PacketProcessAbortTimeoutMs: 900,
    Output: 'Frame,Batch',
    Debug: true,
  });
  expect(
    configuration.receptors.map((receptor) => decodeReceptor(receptor, configuration)),
  ).toEqual([
    {
      receptor: 'north',
      output: ['Frame', 'Batch'],
      deviceType: 'DlmsPushServer',
      groupName: 'Fleet',
      registerAsGateway: false,
      gatewayId: 'utility',
      serviceId: 'utility',
      mostLiveFrames: 7,
      mostHistoricFrames: 3,
      abortAfterMs: 900,
      debug: true,
    },
  ]);
});

it('a thread reads the configuration anew from its texts, when the files have gone', async () => {
  const { texts } = await loaded({ BlockCipherKey: '${FILE:key}' });
  const again = configurationOf(structuredClone(texts));
  const key = again.receptors[0]?.options.BlockCipherKey?.reveal() ?? new Uint8Array();
  expect(Buffer.from(key).toString('hex').toUpperCase()).toBe(KEY);
  expect(again.serviceId).toBe('utility');
});
