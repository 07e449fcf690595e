import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { createFramer, readFrame } from './create-framer.js';
import { joinOctets } from './octets.js';
import { type PrimeNotice, readPrimeNotice, writePrimeNotice } from './prime-notice.js';
import { takeEvents, takeTold } from './test-told.js';
import { writeWrapper } from './wrapper.js';

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', '')) ?? new Uint8Array();
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const APDU = '0f40000000000901ff';
const LIMITS = { maxApduLength: 1000 };
/** What a concentrator puts into the header of its own messages. */
const CONCENTRATOR = { sourcePort: 0, destinationPort: 1 };

const deviceId = fc.nat(0xffff);
const notice: fc.Arbitrary<PrimeNotice> = fc.oneof(
  fc.constant({ name: 'start-reporting' } as const),
  fc.record({
    name: fc.constantFrom(
      'removed-device',
      'delete-device',
      'enable-auto-close',
      'disable-auto-close',
    ),
    deviceId,
  }),
  fc.record({
    name: fc.constant('new-device' as const),
    deviceId,
    capabilities: fc.nat(0xffff),
    dlmsId: fc.uint8Array({ maxLength: 20 }),
    eui48: fc.uint8Array({ minLength: 6, maxLength: 6 }),
  }),
);

test('messages of a concentrator stand where an APDU would, and are notices', () => {
  const newDevice = hex('0001 0000 0001 0016 01 0010 0001 0a 5a495630303030303132 0080e1000102');
  const removed = hex('0001 0000 0001 0003 02 0010');
  const start = hex('0001 0001 0000 0001 03');
  const framer = createFramer('PrimeDcWrapper', LIMITS);
  framer.receive(joinOctets([newDevice, removed, start]), 0);
  expect(takeEvents(framer)).toEqual([
    {
      type: 'notice',
      notice: {
        name: 'new-device',
        deviceId: 16,
        capabilities: 1,
        dlmsId: ascii('ZIV0000012'),
        eui48: hex('0080e1000102'),
      },
      wire: newDevice,
    },
    { type: 'notice', notice: { name: 'removed-device', deviceId: 16 }, wire: removed },
    { type: 'notice', notice: { name: 'start-reporting' }, wire: start },
  ]);
  expect(framer.droppedTotal).toBe(0);
});

test('every message is read as it was written', () => {
  fc.assert(
    fc.property(notice, (message) => {
      expect(readPrimeNotice(writePrimeNotice(message))).toEqual(message);
    }),
  );
});

test('an APDU of a meter goes the usual way, its port is the number of the meter', () => {
  const wire = writeWrapper(hex(APDU), { sourcePort: 16, destinationPort: 1 });
  expect(readFrame('PrimeDcWrapper', wire, LIMITS)).toMatchObject({
    apdu: hex(APDU),
    link: { type: 'WRAPPER', sourcePort: 16, destinationPort: 1 },
  });
});

test('read-request and write-request are APDUs, though their tags are types of messages', () => {
  for (const apdu of ['05010200fa', '0601020008010f01'])
    expect(readFrame('PrimeDcWrapper', writeWrapper(hex(apdu), CONCENTRATOR), LIMITS).apdu).toEqual(
      hex(apdu),
    );
});

test('a message that does not have its form is refused, and the next frame decodes', () => {
  for (const message of ['01', '0100100001ff', '0200', '0300', '04001000']) {
    const framer = createFramer('PrimeDcWrapper', LIMITS);
    framer.receive(writeWrapper(hex(message), CONCENTRATOR), 0);
    framer.receive(writeWrapper(hex(APDU), CONCENTRATOR), 0);
    expect(takeTold(framer), message).toEqual(['link.format', APDU]);
  }
});

test('messages are found behind rubbish', () => {
  const messages = [
    hex('03'),
    hex('020010'),
    hex('01 0010 0001 0a 5a495630303030303132 0080e1000102'),
  ];
  for (const message of messages) {
    const framer = createFramer('PrimeDcWrapper', LIMITS);
    framer.receive(joinOctets([hex('ff'), writeWrapper(message, CONCENTRATOR)]), 0);
    expect(takeTold(framer), toHex(message)).toEqual([
      'link.version',
      readPrimeNotice(message)?.name,
    ]);
  }
});

test('blocks of many meters come mixed', () => {
  const framer = createFramer('PrimeDcWrapper', LIMITS);
  for (const block of writeBlocks(hex(APDU), { maxBlockLength: 5 }))
    for (const sourcePort of [16, 17, 18])
      framer.receive(writeWrapper(block, { sourcePort, destinationPort: 1 }), 0);
  expect(takeTold(framer)).toEqual([APDU, APDU, APDU]);
});

test('a capture of messages alone carries no APDU', () => {
  const wire = writeWrapper(writePrimeNotice({ name: 'start-reporting' }), CONCENTRATOR);
  expect(() => readFrame('PrimeDcWrapper', wire, LIMITS)).toThrow('no frame here carries an APDU');
});

test('what no message holds is an error of the caller', () => {
  const device = { name: 'new-device', deviceId: 1, capabilities: 0 } as const;
  const eui48 = new Uint8Array(6);
  expect(() => writePrimeNotice({ ...device, dlmsId: new Uint8Array(256), eui48 })).toThrow(
    RangeError,
  );
  expect(() => writePrimeNotice({ ...device, dlmsId: eui48, eui48: hex('00') })).toThrow(
    RangeError,
  );
});
