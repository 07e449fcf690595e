import { createDecipheriv, createSecretKey } from 'node:crypto';
import { explain } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import type { Frame } from '@dlms-telemetry/frame';
import { createInterpreter, type Interpreter } from '@dlms-telemetry/interpret';
import { ReadingsJson, type FrameReadings } from '@dlms-telemetry/reading';
import { createRegistry } from '@dlms-telemetry/registry';
import type { Case } from '../measure.js';
import { REGISTERS_IN_PUSH, type Fleet } from './fleet.js';

/** WRAPPER header, tag, title with its length, length in three octets: what stands before the security control. */
const CONTENT_AT = 8 + 1 + 9 + 3;
const TITLE_AT = 10;
const TITLE_OCTETS = 8;
const COUNTER_OCTETS = 4;
const TAG_OCTETS = 12;

/** What is measured of decoding: from octets of a frame to readings, but for `bare-gcm`. */
export const DECODE_CASES = [
  { name: 'authenc', baseline: 'bare-gcm', runOf: authenc },
  { name: 'plain', baseline: null, runOf: plain },
  { name: 'authenc-json', baseline: 'authenc', runOf: authencJson },
  { name: 'explain', baseline: 'authenc', runOf: explaining },
  { name: 'bare-gcm', baseline: null, runOf: bareGcm },
] as const;

/** A case by its name. @throws {RangeError} when there is none */
export function decodeCase(wanted: string, fleet: Fleet): Case {
  for (const { name, baseline, runOf } of DECODE_CASES)
    if (name === wanted) return { name, baseline, run: runOf(fleet) };
  throw new RangeError(`no case ${wanted}`);
}

function authenc(fleet: Fleet): Case['run'] {
  const interpreter = interpreterFor(fleet);
  return over(fleet.authenticated, (frame) => readingsOf(interpreter, frame).readings.length);
}

function plain(fleet: Fleet): Case['run'] {
  const interpreter = interpreterFor(fleet);
  return over(fleet.plain, (frame) => readingsOf(interpreter, frame).readings.length);
}

function authencJson(fleet: Fleet): Case['run'] {
  const interpreter = interpreterFor(fleet);
  const json = new ReadingsJson();
  return over(fleet.authenticated, (frame) => json.list(readingsOf(interpreter, frame)).length);
}

function interpreterFor({ configuration }: Fleet): Interpreter {
  const registry = createRegistry(configuration);
  return createInterpreter({ configuration, registry, crypto: nodeCrypto });
}

function over(frames: readonly Frame[], work: (frame: Frame) => number): Case['run'] {
  const { length } = frames;
  return (turn) => {
    const frame = frames[turn % length];
    return frame === undefined ? 0 : work(frame);
  };
}

function readingsOf(interpreter: Interpreter, frame: Frame): FrameReadings {
  const result = interpreter.interpret(frame);
  if (result.type === 'refused') throw new Error(result.refusal.message);
  if (result.readings.readings.length !== REGISTERS_IN_PUSH)
    throw new Error('readings are missing');
  return result.readings;
}

/** Decryption and verification alone, as lean as node:crypto does them: the least that `authenc` can take. */
function bareGcm({ meters, authenticated }: Fleet): Case['run'] {
  const prepared = authenticated.flatMap(({ bytes }, index) => {
    const meter = meters[index % meters.length];
    if (meter === undefined) return [];
    const { blockCipherKey, authenticationKey } = meter;
    const counterAt = CONTENT_AT + 1;
    const textAt = counterAt + COUNTER_OCTETS;
    return {
      key: createSecretKey(blockCipherKey),
      iv: Buffer.concat([
        bytes.subarray(TITLE_AT, TITLE_AT + TITLE_OCTETS),
        bytes.subarray(counterAt, textAt),
      ]),
      associated: Buffer.concat([bytes.subarray(CONTENT_AT, counterAt), authenticationKey]),
      text: bytes.subarray(textAt, -TAG_OCTETS),
      tag: bytes.subarray(-TAG_OCTETS),
    };
  });
  return (turn) => {
    const frame = prepared[turn % prepared.length];
    if (frame === undefined) return 0;
    const cipher = createDecipheriv('aes-128-gcm', frame.key, frame.iv, {
      authTagLength: TAG_OCTETS,
    });
    cipher.setAAD(frame.associated);
    cipher.setAuthTag(frame.tag);
    const text = cipher.update(frame.text);
    cipher.final();
    return text.length;
  };
}

function explaining({ meters, authenticated }: Fleet): Case['run'] {
  const keys = new Map(meters.map((meter) => [meter.systemTitle.join(), meter]));
  const options = {
    interfaceType: 'WRAPPER',
    crypto: nodeCrypto,
    keysFor: (systemTitle: Uint8Array) => keys.get(systemTitle.join()),
  } as const;
  return over(authenticated, ({ bytes }) => {
    const { layers, refusals } = explain(bytes, options);
    if (refusals.length > 0) throw new Error(refusals[0]?.message ?? 'refused');
    return layers.length;
  });
}
