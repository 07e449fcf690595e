import { parseConfiguration } from '@dlms-telemetry/options';
import { describe, expect, it } from 'vitest';
import { KnownMeters } from './known-meters.js';

describe('known meters', () => {
  it('are those at a registered address or range, or with a registered title, of the same receptor', () => {
    const { configuration } = parseConfiguration(
      JSON.stringify({
        north: {
          DeviceType: 'DlmsPushServer',
          Port: 4059,
          Users: [
            { Ip: '192.0.2.7' },
            { Ip: '10.0.0.0/8', Enabled: false },
            { SystemTitle: '4B464D1020304050' },
          ],
        },
        south: { DeviceType: 'DlmsPushServer', Port: 4060 },
      }),
      { env: {}, readFile: () => '' },
    );
    const known = new KnownMeters(configuration);
    const has = (remoteAddress: string, systemTitle?: string, receptor = 'north') =>
      known.has({ receptor, remoteAddress, systemTitle });
    expect(has('192.0.2.7')).toBe(true);
    expect(has('10.1.2.3')).toBe(true);
    expect(has('192.0.2.8')).toBe(false);
    expect(has('192.0.2.8', '4B464D1020304050')).toBe(true);
    expect(has('192.0.2.8', '4B464D1020304051')).toBe(false);
    expect(has('192.0.2.7', undefined, 'south')).toBe(false);
    expect(has('192.0.2.7', undefined, 'gone')).toBe(false);
    const user = { id: 'a', device: 'south', ip: '192.0.2.7', enabled: false, keys: [] };
    known.update([{ ...user, systemTitle: '4B464D1020304051', options: {} }]);
    expect(has('192.0.2.7', undefined, 'south')).toBe(true);
    expect(has('192.0.2.9', '4B464D1020304051', 'south')).toBe(true);
  });
});
