import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { confirmationAskedBy } from '../xdlms/data-notification.js';
import { readFrame } from './create-framer.js';
import type { InterfaceType } from './framer.js';
import { readHdlcFrame, writeHdlcFrame, type HdlcFrame } from './hdlc-frame.js';
import { writeHdlcUiFrames } from './hdlc-push.js';
import { writeLinkAnswer } from './link-answer.js';
import { joinOctets } from './octets.js';
import { writePlc } from './plc.js';
import { writePlcHdlc } from './plc-hdlc.js';
import { writeSms } from './sms.js';
import { writeWiredMBus } from './wired-mbus.js';
import { writeWrapper } from './wrapper.js';

function octets(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

const REQUEST = octets('0f40000007000fffffffff');
const ANSWER = octets('104000000700');
const METER = octets('0225');
const CLIENT = octets('cf');

/** What `ANSWER` becomes on the link of what `wire` carries. */
function answered(type: InterfaceType, wire: Uint8Array): Uint8Array | undefined {
  return writeLinkAnswer(ANSWER, readFrame(type, wire, { maxApduLength: 1_000 }).link);
}

function hdlcAnswer(...frames: readonly Uint8Array[]): HdlcFrame {
  return readHdlcFrame(answered('HDLC', joinOctets(frames)) ?? new Uint8Array());
}

function iFrame(sendSequence: number, information: Uint8Array, segmented: boolean): Uint8Array {
  return writeHdlcFrame({
    ...{ segmented, destination: CLIENT, source: METER, information },
    control: { type: 'I', sendSequence, receiveSequence: 3, pollFinal: !segmented },
  });
}

describe('an answer in the link layer of its request', () => {
  it('goes back through the wrapper with the ports changed', () => {
    const wire = writeWrapper(REQUEST, { sourcePort: 1, destinationPort: 103 });
    const answer = answered('WRAPPER', wire) ?? new Uint8Array();
    expect(toHex(answer)).toBe('0001006700010006' + toHex(ANSWER));
  });

  it('answers an HDLC UI frame with one, as a client sends it', () => {
    const frames = writeHdlcUiFrames(REQUEST, { destination: CLIENT, source: METER });
    expect(hdlcAnswer(...frames)).toEqual({
      segmented: false,
      destination: METER,
      source: CLIENT,
      control: { type: 'UI', pollFinal: false },
      information: joinOctets([octets('e6e600'), ANSWER]),
    });
  });

  it('answers an I frame with the one that is due, which acknowledges it', () => {
    const information = joinOctets([octets('e6e700'), REQUEST]);
    const control = { type: 'I', sendSequence: 3, receiveSequence: 0, pollFinal: true };
    expect(hdlcAnswer(iFrame(7, information, false)).control).toEqual(control);
  });

  it('acknowledges the last of several segments', () => {
    const information = joinOctets([octets('e6e700'), REQUEST]);
    const first = iFrame(5, information.subarray(0, 6), true);
    const last = iFrame(6, information.subarray(6), false);
    expect(hdlcAnswer(first, last).control).toMatchObject({ receiveSequence: 7 });
  });

  it('is the bare APDU where there is no link layer', () => {
    expect(answered('PDU', REQUEST)).toEqual(ANSWER);
  });

  it('changes source and destination of the other link layers, around HDLC too', () => {
    const [ui = new Uint8Array()] = writeHdlcUiFrames(REQUEST, {
      destination: CLIENT,
      source: METER,
    });
    const plcHdlc = answered('PlcHdlc', writePlcHdlc(ui, { sourceMac: 7, destinationMac: 0xc01 }));
    const plc = answered('Plc', writePlc(REQUEST, { sourceMac: 7, destinationMac: 0xc00 }));
    const sms = answered('SMS', writeSms(REQUEST));
    const links = [
      readFrame('PlcHdlc', plcHdlc ?? ui, { maxApduLength: 100 }).link,
      readFrame('Plc', plc ?? ui, { maxApduLength: 100 }).link,
      readFrame('SMS', sms ?? ui, { maxApduLength: 100 }).link,
    ];
    expect(links).toMatchObject([
      { destination: METER, source: CLIENT, mac: { sourceMac: 0xc01, destinationMac: 7 } },
      { sourceMac: 0xc00, destinationMac: 7, sourceLsap: 103, destinationLsap: 1 },
      { sourceAddress: 103, destinationAddress: 1 },
    ]);
  });

  it('is not to be had over M-Bus', () => {
    expect(answered('WiredMBus', joinOctets(writeWiredMBus(REQUEST)))).toBeUndefined();
  });
});

describe('whether a confirmation is asked for', () => {
  it('is read from tag and long-invoke-id alone', () => {
    expect(confirmationAskedBy(octets('0fc0000007'))).toBe(0xc000_0007);
    expect(confirmationAskedBy(octets('0f80000007'))).toBeUndefined();
    expect(confirmationAskedBy(octets('0f400000'))).toBeUndefined();
    expect(confirmationAskedBy(octets('c2c0000007'))).toBeUndefined();
  });
});
