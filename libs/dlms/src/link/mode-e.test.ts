import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { createFramer } from './create-framer.js';
import { writeHdlcUiFrames } from './hdlc-push.js';
import { writeModeEIdentification } from './mode-e.js';
import { joinOctets } from './octets.js';
import { takeEvents, takeTold } from './test-told.js';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const APDU = '0f40000000000901ff';
const frame = joinOctets(
  writeHdlcUiFrames(hex(APDU), { destination: hex('cf'), source: hex('0223') }),
);

/** As a line of seven bits and even parity comes, read with eight. */
function withParity(octets: Uint8Array): Uint8Array {
  return octets.map((octet) => {
    const ones = octet.toString(2).replaceAll('0', '').length;
    return octet | ((ones & 1) << 7);
  });
}

function told(chunks: readonly Uint8Array[]): string[] {
  const framer = createFramer('HdlcWithModeE', { maxApduLength: 1000 });
  for (const chunk of chunks) framer.receive(chunk, 0);
  framer.end(0);
  return takeEvents(framer).map((event) => {
    if (event.type === 'apdu') return toHex(event.apdu);
    if (event.type === 'refused') return event.code;
    return 'text' in event.notice ? event.notice.text : event.notice.name;
  });
}

const SIGN_ON = ['/?!\r\n', '/LGZ5\\2ZMD310400.B24\r\n', '\x06252\r\n', '\x06252\r\n'];
const SHOWN = ['/?!', '/LGZ5\\2ZMD310400.B24', '252', '252'];

test('the sign-on is told line by line, and HDLC behind it decodes', () => {
  expect(told([...SIGN_ON.map(ascii), frame])).toEqual([...SHOWN, APDU]);
});

test('a sign-on with parity bits is the same', () => {
  expect(told([...SIGN_ON.map(ascii).map(withParity), frame])).toEqual([...SHOWN, APDU]);
});

test('it may come octet by octet, again between frames, behind a wake-up and before a break', () => {
  const stream = joinOctets([
    frame,
    new Uint8Array(30),
    ascii('/?12345678!\r\n'),
    ...SIGN_ON.slice(1).map(ascii),
    frame,
    hex('0142300371'),
  ]);
  const whole = [APDU, '/?12345678!', ...SHOWN.slice(1), APDU, 'B0q'];
  expect(told([stream])).toEqual(whole);
  expect(told(Array.from(stream, (_, i) => stream.subarray(i, i + 1)))).toEqual(whole);
});

test('a line cut short is half a frame, and is given up in time', () => {
  const framer = createFramer('HdlcWithModeE', { maxApduLength: 100, reassemblyTimeoutMs: 100 });
  framer.receive(ascii('/LGZ5\\2ZMD'), 0);
  expect(framer.nextTick()).toBe(100);
  framer.tick(100);
  expect(takeTold(framer)).toEqual(['link.incomplete']);
});

test.each([
  '/?\r\n',
  '/LG\r\n',
  '/LGZ\r\n',
  '/12Z5\r\n',
  '\x0625\r\n',
  `/LGZ5${'x'.repeat(100)}\r\n`,
])('what is no line of mode E is rubbish: %j', (line) => {
  expect(told([ascii(line), frame])).toEqual(['link.noise', APDU]);
});

test('an identification is written as it is read', () => {
  expect(
    writeModeEIdentification({ manufacturer: 'LGZ', baudRate: '5', identification: 'ZMD3' }),
  ).toEqual(ascii('/LGZ5\\2ZMD3\r\n'));
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Z]{3}$/),
      fc.stringMatching(/^[a-z0-9. -]{0,16}$/),
      (manufacturer, identification) => {
        const line = writeModeEIdentification({ manufacturer, baudRate: '6', identification });
        expect(told([line])).toEqual([`/${manufacturer}6\\2${identification}`]);
      },
    ),
  );
  for (const wrong of [
    { manufacturer: 'LG', baudRate: '5', identification: '' },
    { manufacturer: 'LGZ', baudRate: 'Z', identification: '' },
    { manufacturer: 'LGZ', baudRate: '5', identification: 'x'.repeat(17) },
  ])
    expect(() => writeModeEIdentification(wrong)).toThrow(RangeError);
});
