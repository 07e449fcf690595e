import { describe, expect, it } from 'vitest';
import { codeOf, find, interpreterWith } from './test-interpreter.js';
import { framesOf, vectorsOf } from './test-vectors.js';

describe('published frames', () => {
  it('in general-ciphering are opened by identified and by agreed keys', () => {
    const identified = find('general-ciphering', 'gc-identified-key');
    const [frame] = framesOf(identified, 'Meters');
    if (frame === undefined) throw new Error('no frame');
    const { ek, ak } = identified.security ?? {};
    const keys = { BlockCipherKey: ek, AuthenticationKey: ak };
    const opened = interpreterWith({ ...keys, PropertiesDeviceName: 'Maps' }, MAPS).interpret(
      frame,
    );
    expect(codeOf(opened)).toBe('readings');
    expect(openedAgreed('gc-agreed-key-retagged')).toMatch(/^apdu\.unsupported access-request/u);
    // The Green Book prints a tag that does not fit its own example: the agreed key does.
    expect(openedAgreed('gb-general-ciphering-agreed-key')).toMatch(
      /^security\.tag .*the block cipher key fits/u,
    );
  });

  it('in general-signing are verified: alerts are read, answers are no pushes', () => {
    const results = vectorsOf('gbcs-signing')
      .filter(({ security }) => signerOf(security) !== undefined)
      .flatMap((vector) => {
        const options = {
          ServerSigningPublicKey: signerOf(vector.security),
          SecurityLevel: 'Authentication',
          PropertiesDeviceName: 'Maps',
        };
        const [frame] = framesOf(vector, 'Meters');
        if (frame === undefined) throw new Error('no frame');
        const outcome = codeOf(interpreterWith(options, MAPS).interpret(frame));
        const forged = { ...frame, bytes: frame.bytes.with(frame.bytes.length - 1, 1) };
        expect(codeOf(interpreterWith(options, MAPS).interpret(forged))).toBe('security.signature');
        expect(codeOf(interpreterWith({}).interpret(frame))).toBe('security.unknown-title');
        return [`${vector.apdu.split(' > ').at(-1) ?? ''} ${outcome}`];
      });
    expect(new Set(results)).toEqual(
      new Set(['data-notification readings', 'access-response apdu.unsupported']),
    );
  });
});

const MAPS = {
  Maps: {
    PropertyMaps: { First: { PushProfileSequenceId: 1 }, Whole: { ObisCode: '*.*.*.*.*.*' } },
  },
};

interface Extra {
  readonly signingPublicKeyHex?: string;
  readonly agreement?: Readonly<Record<string, string>>;
}

function signerOf(security: unknown): string | undefined {
  return (security as Extra | null)?.signingPublicKeyHex;
}

function openedAgreed(id: string): string {
  const vector = find('general-ciphering', id);
  const { agreement = {} } = (vector.security ?? {}) as Extra;
  const interpreter = interpreterWith({
    SecuritySuite: 'Suite1',
    AuthenticationKey: vector.security?.ak,
    KeyAgreementPrivateKey: agreement.recipientStaticPrivateKeyHex,
    ServerSigningPublicKey: agreement.originatorSigningPublicKeyHex,
  });
  const [frame] = framesOf(vector, 'Meters');
  const result = frame === undefined ? undefined : interpreter.interpret(frame);
  return result?.type === 'refused' ? `${result.refusal.code} ${result.refusal.message}` : 'read';
}
