import { parseConfiguration } from '@dlms-telemetry/options';
import { expect, it } from 'vitest';
import { metersOfSerial } from './meters-of-serial.js';

const FILE = {
  Meters: {
    DeviceType: 'DlmsPushServer',
    Port: 4059,
    EnableIpLookup: true,
    Users: [
      { Serial: '1001', SystemTitle: '4B464D6750000009', Ip: '2001:0DB8:0::1' },
      { Serial: '1001', Ip: '10.0.0.0/8' },
      { Serial: '1002', Ip: '192.0.2.1' },
    ],
  },
};

it("finds what a serial's meters are known by, in the file and in the store", async () => {
  const { configuration } = parseConfiguration(JSON.stringify(FILE), {
    env: {},
    readFile: () => '',
  });
  const stored = [{ device: 'North', ip: '192.0.2.9', systemTitle: null }];
  const users = {
    withSerial: (serial: string) => Promise.resolve(serial === '1001' ? stored : []),
  };
  expect(await metersOfSerial('1001', { configuration, users })).toEqual([
    { receptor: 'Meters', systemTitle: '4B464D6750000009', remoteAddress: '2001:db8::1' },
    { receptor: 'North', systemTitle: null, remoteAddress: '192.0.2.9' },
  ]);
  expect(await metersOfSerial('1002', { configuration, users })).toEqual([
    { receptor: 'Meters', systemTitle: null, remoteAddress: '192.0.2.1' },
  ]);
  expect(await metersOfSerial('1001', { users })).toHaveLength(1);
  expect(await metersOfSerial('7', { configuration, users })).toEqual([]);
});
