import type { WirelessMBusFormat } from '../link/framer.js';
import { LAST_SEGMENT, SEGMENT_COUNT } from '../link/telegram-reassembly.js';
import { blockChecks } from '../link/wireless-mbus-crc.js';
import {
  CRC_LENGTH,
  frameLength,
  LINK_LAYER_LENGTH,
  wrongCrc,
} from '../link/wireless-mbus-frame.js';
import { manufacturerLetters } from '../link/wireless-mbus.js';
import type { ExplainedField } from './explanation.js';
import { LinkFields } from './link-fields.js';
import { countText } from './texts.js';

/** Data of a block of format A, and of the first part of format B behind the first block. */
const BLOCK_LENGTH: Readonly<Record<'A' | 'B', number>> = { A: 16, B: 116 };
const CONTROLS: Readonly<Record<number, string>> = {
  0x44: 'SND_NR: sent, no answer is waited for',
  0x46: 'SND_IR: asks to be installed',
  0x08: 'RSP_UD: user data, as asked for',
  0x53: 'SND_UD: user data is sent',
  0x73: 'SND_UD: user data is sent',
};
/** CIs that say what follows, beside those that count telegrams. */
const CONTENTS: Readonly<Record<number, string>> = {
  0x60: 'DLMS/COSEM to the meter, long header',
  0x61: 'DLMS/COSEM to the meter, short header',
  0x7c: 'DLMS/COSEM, long header',
  0x7d: 'DLMS/COSEM, short header',
  0x8c: 'extended link layer, short',
  0x8d: 'extended link layer with session number',
  0x8e: 'extended link layer with the receiver',
  0x8f: 'extended link layer with the receiver and session number',
  0x90: 'authentication and fragmentation layer',
};

/** The fields of a wireless M-Bus frame (EN 13757-4), as far as its octets go. */
export function wirelessMBusFields(
  octets: Uint8Array,
  start: number,
  end: number,
): ExplainedField[] {
  const w = new LinkFields(octets, start, end);
  const format = formatOf(octets, start, end);
  w.add('L', 1, `${countText(w.peek(), 'octet')}, ${formatText(format)}`);
  w.add('C', 1, CONTROLS[w.peek()]);
  w.add('M', 2, manufacturerLetters((w.peek(1) << 8) | w.peek()));
  w.add('A', 6, `${identification(w.view(4))}, version ${w.peek(4)}, device type ${w.peek(5)}`);
  if (format === 'A') addCrc(w, octets, start);
  const blockStart = w.at;
  const ci = w.peek();
  w.add('CI', 1, ciText(ci));
  if (ci <= (SEGMENT_COUNT | LAST_SEGMENT) && w.remaining > 0) {
    w.add('STSAP', 1, String(w.peek()));
    w.add('DTSAP', 1, String(w.peek()));
  }
  addBlocks(w, octets, start, format, blockStart);
  return w.finish();
}

/** What follows CI and TSAPs, block by block. */
function addBlocks(
  w: LinkFields,
  octets: Uint8Array,
  start: number,
  format: WirelessMBusFormat,
  firstBlockStart: number,
): void {
  if (format === 'stripped') {
    w.add('data', w.remaining, countText(w.remaining, 'octet'));
    return;
  }
  let blockStart = firstBlockStart;
  while (w.remaining > CRC_LENGTH) {
    const blockEnd = blockStart + BLOCK_LENGTH[format];
    const length = Math.min(blockEnd - w.at, w.remaining - CRC_LENGTH);
    w.add('data', length, countText(length, 'octet'));
    // In format B the first CRC covers the first block too.
    const isFirst = format === 'B' && blockStart === firstBlockStart;
    addCrc(w, octets, isFirst ? start : blockStart);
    blockStart = w.at;
  }
}

function addCrc(w: LinkFields, octets: Uint8Array, from: number): void {
  w.add('CRC', CRC_LENGTH, blockChecks(octets, from, w.at) ? 'right' : 'wrong');
}

function formatOf(octets: Uint8Array, start: number, end: number): WirelessMBusFormat {
  if (blockChecks(octets, start, start + LINK_LAYER_LENGTH)) return 'A';
  const length = frameLength(octets[start] ?? 0, 'B');
  return end - start === length && wrongCrc(octets, start, 'B', length) === -1 ? 'B' : 'stripped';
}

function formatText(format: WirelessMBusFormat): string {
  return format === 'stripped' ? 'CRCs taken off' : `frame format ${format}`;
}

/** Eight digits, low octet first. */
function identification(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0'))
    .reverse()
    .join('');
}

function ciText(ci: number): string | undefined {
  if (ci > (SEGMENT_COUNT | LAST_SEGMENT)) return CONTENTS[ci] ?? 'no telegram of DLMS/COSEM';
  const last = (ci & LAST_SEGMENT) === 0 ? 'more follow' : 'last';
  return `telegram ${ci & SEGMENT_COUNT}, ${last}`;
}
