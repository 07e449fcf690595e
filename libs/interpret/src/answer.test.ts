import {
  isProtected,
  openProtected,
  readApdu,
  readFrame,
  readHdlcFrame,
  toHex,
  writeApdu,
  writeHdlcUiFrames,
  writeWiredMBus,
  type DataNotification,
  type Keys,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import type { Frame } from '@dlms-telemetry/frame';
import { describe, expect, it } from 'vitest';
import type { AnswerWanted, MadeAnswer } from './index.js';
import { codeOf, interpreterWith } from './test-interpreter.js';
import {
  ciphered,
  CLIENT_TITLE,
  glo,
  inWrapper,
  meterOf,
  octets,
  PLAIN,
  signed,
  type Meter,
} from './test-pushes.js';
import { frameOf } from './test-vectors.js';

const ONE = meterOf(1);
const INVOKE_ID = 0xc000_0102;
const CONFIRMED = writeApdu({
  ...(readApdu(PLAIN) as DataNotification),
  longInvokeIdAndPriority: INVOKE_ID,
});
const CONFIRM = '10c000010200';

function wantedOf(frame: Frame, options: object = ONE.options): AnswerWanted | undefined {
  return interpreterWith(options).interpret(frame).answer;
}

function scopeOf(frame: Frame, options: object = ONE.options): string | null | undefined {
  const wanted = wantedOf(frame, options);
  return wanted?.type === 'wanted' ? wanted.scope : undefined;
}

function madeFor(frame: Frame, options: object = ONE.options): MadeAnswer {
  const interpreter = interpreterWith(options);
  const { answer } = interpreter.interpret(frame);
  if (answer?.type !== 'wanted') throw new Error('no answer is wanted');
  return interpreter.answer(frame, { scope: answer.scope, invocationCounter: 77 });
}

/** What a meter reads of an answer. */
function read({ keys }: Meter, apdu: Uint8Array) {
  const answer = readApdu(apdu);
  if (!isProtected(answer)) throw new Error('not protected');
  const ours: Keys = {
    ...keys,
    ...(keys.peerKeyAgreementPublicKey !== undefined && {
      peerSigningPublicKey: keys.peerKeyAgreementPublicKey,
    }),
  };
  return openProtected(answer, ours, octets(CLIENT_TITLE), nodeCrypto);
}

describe('a protected notification that asks for a confirmation', () => {
  it('is answered as it was protected, from our system title, under the counter given', () => {
    for (const meter of [meterOf(0), ONE, meterOf(2)]) {
      const made = madeFor(inWrapper(glo(meter, { plain: CONFIRMED })), meter.options);
      const wire = made.type === 'answer' ? made.octets : new Uint8Array();
      const { apdu, link } = readFrame('WRAPPER', wire, { maxApduLength: 1_000 });
      expect(link).toMatchObject({ sourcePort: 102, destinationPort: 1 });
      const { plain, protections } = read(meter, apdu);
      expect(toHex(plain)).toBe(CONFIRM);
      expect(protections).toMatchObject([
        {
          type: 'general-glo-ciphering',
          systemTitle: octets(CLIENT_TITLE),
          content: {
            invocationCounter: 77,
            securityControl: { suite: meter.suite, octet: 0x30 | meter.suite },
          },
        },
      ]);
    }
  });

  it('is answered under whatever protection it came, in layers too', () => {
    const inside = signed(ONE, CONFIRMED);
    const requests = [
      glo(ONE, { plain: CONFIRMED, type: 'general-ded-ciphering' }),
      ciphered(ONE, 'global-unicast', { plain: CONFIRMED }),
      ciphered(ONE, 'wrapped', { plain: CONFIRMED }),
      ciphered(ONE, 'C(0e,2s)', { plain: CONFIRMED }),
      inside,
      ciphered(ONE, 'global-unicast', { plain: inside }),
    ];
    for (const request of requests) {
      const made = madeFor(inWrapper(request));
      const wire = made.type === 'answer' ? made.octets : new Uint8Array(8);
      expect(toHex(read(ONE, wire.subarray(8)).plain)).toBe(CONFIRM);
    }
  });

  it('is answered though its shape is known, and through HDLC', () => {
    const interpreter = interpreterWith(ONE.options);
    const addresses = { destination: octets('cf'), source: octets('0225') };
    const [wire = new Uint8Array()] = writeHdlcUiFrames(glo(ONE, { plain: CONFIRMED }), addresses);
    const frame = frameOf(wire, 'HDLC', 'Meters');
    const answers = [1, 2, 3].map(() => interpreter.interpret(frame).answer);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const scope = answers[0]?.type === 'wanted' ? answers[0].scope : null;
    const made = interpreter.answer(frame, { scope, invocationCounter: 1 });
    const answer = readHdlcFrame(made.type === 'answer' ? made.octets : new Uint8Array());
    expect(toHex(answer.destination)).toBe('0225');
    expect(toHex(read(ONE, answer.information.subarray(3)).plain)).toBe(CONFIRM);
  });

  it('is answered when its map refuses it: it is kept, and would come again and again', () => {
    const empty = writeApdu({
      ...(readApdu(CONFIRMED) as DataNotification),
      body: { type: 'structure', value: [] },
    });
    const frame = inWrapper(glo(ONE, { plain: empty }));
    const interpretation = interpreterWith(ONE.options).interpret(frame);
    expect(codeOf(interpretation)).toMatch(/^map\./u);
    expect(interpretation.answer).toMatchObject({ type: 'wanted' });
  });

  it('is not answered when it asks for nothing, came in the clear or cannot be opened', () => {
    expect(wantedOf(inWrapper(glo(ONE)))).toBeUndefined();
    expect(wantedOf(inWrapper(CONFIRMED), {})).toBeUndefined();
    const wrong = glo(meterOf(1), { plain: CONFIRMED });
    expect(wantedOf(inWrapper(wrong))).toBeUndefined();
  });

  it('needs a counter that is the same for all who share the key, and for none besides', () => {
    const request = inWrapper(glo(ONE, { plain: CONFIRMED }));
    const scope = scopeOf(request);
    expect(scope).toMatch(/^[0-9a-f]{32}$/u);
    const others = { ...ONE.options, ClientSystemTitle: '444C4D5300000002', GroupName: 'other' };
    expect(scopeOf(request, others)).toBe(scope);
    expect(scopeOf(inWrapper(ciphered(ONE, 'global-unicast', { plain: CONFIRMED })))).toBe(scope);
    const dedicated = glo(ONE, { plain: CONFIRMED, type: 'general-ded-ciphering' });
    expect(scopeOf(inWrapper(dedicated))).not.toBe(scope);
    expect(scopeOf(inWrapper(signed(ONE, CONFIRMED)))).toBeNull();
  });

  it('is not answered under a counter of another key, as when keys have changed meanwhile', () => {
    const frame = inWrapper(glo(ONE, { plain: CONFIRMED }));
    const changed = interpreterWith({ ...ONE.options, BlockCipherKey: '00'.repeat(16) });
    const counter = { scope: scopeOf(frame) ?? null, invocationCounter: 5 };
    const none = { type: 'none', reason: 'keys-changed' };
    expect(changed.answer(frame, counter)).toEqual(none);
    const other = { ...counter, scope: '0'.repeat(32) };
    expect(interpreterWith(ONE.options).answer(frame, other)).toEqual(none);
  });

  it('cannot be answered over wired M-Bus, nor when it is signed and we have no key to sign with', () => {
    const [telegram = new Uint8Array()] = writeWiredMBus(glo(ONE, { plain: CONFIRMED }));
    const frame = frameOf(telegram, 'WiredMBus', 'Meters');
    expect(madeFor(frame)).toEqual({ type: 'none', reason: 'link-layer' });
    const { SigningPrivateKey, ...options } = ONE.options;
    expect(SigningPrivateKey).toHaveLength(64);
    expect(madeFor(inWrapper(signed(ONE, CONFIRMED)), options)).toEqual({
      type: 'none',
      reason: 'no-key',
    });
  });

  it('ClientSystemTitle: without a title of our own no answer can be made, with one it is the sender', () => {
    const { ClientSystemTitle, ...options } = ONE.options;
    const frame = inWrapper(glo(ONE, { plain: CONFIRMED }));
    expect(wantedOf(frame, options)).toEqual({ type: 'impossible', reason: 'no-title' });
    const made = madeFor(frame, { ...options, ClientSystemTitle });
    expect(made.type === 'answer' && toHex(made.octets).toUpperCase()).toContain(ClientSystemTitle);
  });
});
