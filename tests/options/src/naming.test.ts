import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Meter, notification, PLAIN, TITLE, textAt, wrapped } from './meter.js';
import { Site } from './site.js';

const site = new Site();
const SERIAL = [textAt('0000600100FF', '777')];
const map = (ObisCode: string): object => ({ ObisCode });

site.section('Maps', {
  DeviceType: 'PushDefaultProperties',
  PropertyMaps: { Energy: map('1.0.1.8.0.255'), SerialNumber: map('0.0.96.1.0.255') },
});
const plain = site.receptor({});
const mapped = site.receptor({ PropertiesDeviceName: 'Maps' });
const other = site.receptor({ PropertiesDeviceName: 'Maps', DeviceGatewayIdProperty: 'Energy' });
const asGateway = site.receptor({ PropertiesDeviceName: 'Maps', RegisterAsGateway: true });
const behindGateway = site.receptor({
  ...{ PropertiesDeviceName: 'Maps', RegisterAsGateway: false, GatewayId: 'north-1' },
});
const behindService = site.receptor({ PropertiesDeviceName: 'Maps', RegisterAsGateway: false });
const inOslo = site.receptor({ TimeZone: 'Europe/Oslo' });
const off = site.receptor({ Enabled: false });
const scheduled = site.section('Scheduled', {
  ...{ DeviceType: 'ScheduledDlms', HostName: '127.0.0.1', Port: 4061, Enabled: false },
});

beforeAll(() => site.start(), 60_000);
afterAll(() => site.stop(), 60_000);

const FRAME = wrapped(notification(5, SERIAL));
/** 7 July 2024, 12:30:15, local time without a deviation. */
const LOCAL = wrapped(notification(5, [], '07E80707070C1E0FFF8000FF'));

describe('what readings are called', () => {
  it('DeviceType: a DlmsPushServer listens, and stands in the routing key', async () => {
    expect(site.listening(plain)).toBeDefined();
    expect(site.listening(scheduled)).toBeUndefined();
    expect((await site.outcome(plain, PLAIN)).routingKey).toContain(`:DlmsPushServer|${plain}`);
  });

  it('Enabled: a section that is off is not started', () => {
    expect(site.listening(off)).toBeUndefined();
    expect(site.listening(plain)).toBeDefined();
  });

  it('PropertiesDeviceName: the maps of that section name the readings', async () => {
    expect((await site.outcome(mapped, FRAME)).reading?.Measure).toBe('Energy');
    expect((await site.outcome(plain, PLAIN)).reading?.Measure).not.toBe('Energy');
  });

  it('DeviceGatewayIdProperty: names the map that yields the serial', async () => {
    expect((await site.outcome(mapped, FRAME)).reading?.Serial).toBe('777');
    expect((await site.outcome(other, FRAME)).reading?.Serial).toBe('5');
  });

  it('RegisterAsGateway, GatewayId: routing keys begin with the serial, or with the gateway', async () => {
    const keyOf = async (receptor: string): Promise<string | undefined> =>
      (await site.outcome(receptor, FRAME)).routingKey;
    expect(await keyOf(asGateway)).toBe(`777.ENERGY:DlmsPushServer|${asGateway}`);
    expect(await keyOf(behindGateway)).toBe('north-1.ENERGY:DlmsPushServer|777');
    expect(await keyOf(behindService)).toBe('dlms.ENERGY:DlmsPushServer|777');
  });

  it('TimeZone: is that of a meter that sends local time without a deviation', async () => {
    expect((await site.outcome(plain, LOCAL)).reading?.Date).toBe('2024-07-07T12:30:15.000Z');
    expect((await site.outcome(inOslo, LOCAL)).reading?.Date).toBe('2024-07-07T10:30:15.000Z');
  });
});

describe('what acts only where we speak to the meter', () => {
  const speaking = new Site();
  const meter = new Meter(1);
  const options = {
    ...{ Priority: 'Normal', StartProtocol: 'Idis', TxMaxFrameSize: 64, RxMaxFrameSize: 16 },
    ...{ UseLogicalNameReferencing: false, Authentication: 'High', Password: 'not told' },
    SigningPrivateKey: '01'.repeat(32),
  };
  const receptor = speaking.receptor({
    ...options,
    ...meter.options,
    Users: [
      {
        SystemTitle: TITLE,
        Authentication: 'Low',
        Password: 'not told',
        UseLogicalNameReferencing: 0,
      },
    ],
  });
  beforeAll(() => speaking.start(), 60_000);
  afterAll(() => speaking.stop(), 60_000);

  it('Priority, StartProtocol, TxMaxFrameSize, RxMaxFrameSize, UseLogicalNameReferencing, Authentication, Password, SigningPrivateKey: kept, and a push is not refused for it', async () => {
    expect(await speaking.code(receptor, meter.push())).toBe('reading');
    expect(speaking.log('not told')).toBeUndefined();
  });
});
