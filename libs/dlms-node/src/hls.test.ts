import type { HlsExchange, HlsMechanism } from '@dlms-telemetry/dlms';
import { answerChallenge, HLS_MECHANISMS, isRightAnswer, toHex } from '@dlms-telemetry/dlms';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeCrypto } from './node-crypto.js';
import { codeOf, flipped, octets, vector } from './test-primitives.js';

const SECRET = octets('000102030405060708090a0b0c0d0e0f');
const CLIENT = octets('4d4d4d0000000001');
const SERVER = octets('4d4d4d0000bc614e');

test('the client of the Green Book answers by GMAC', () => {
  const { in: input, out } = vector('hls5-gmac-pass3');
  const exchange: HlsExchange = {
    mechanism: 5,
    keys: { blockCipherKey: input('ek'), authenticationKey: input('ak') },
    challenge: input('challengeHex'),
    answererTitle: input('systemTitle'),
  };
  const answer = answerChallenge(exchange, nodeCrypto, 1);
  expect(toHex(answer)).toBe(out('resultHex'));
  expect(isRightAnswer(exchange, answer, nodeCrypto)).toBe(true);
});

test.each([
  { id: 'hls3-md5', mechanism: 3 },
  { id: 'hls4-sha1', mechanism: 4 },
  { id: 'hls6-sha256', mechanism: 6 },
] as const)('both answers of $id', ({ id, mechanism }) => {
  const { in: input, out } = vector(id);
  const [stoc, ctos, secret] = [input('stocHex'), input('ctosHex'), input('secretHex')];
  const client: HlsExchange = {
    mechanism,
    secret,
    challenge: stoc,
    answererChallenge: ctos,
    answererTitle: CLIENT,
    askerTitle: SERVER,
  };
  const server: HlsExchange = {
    mechanism,
    secret,
    challenge: ctos,
    answererChallenge: stoc,
    answererTitle: SERVER,
    askerTitle: CLIENT,
  };
  expect(toHex(answerChallenge(client, nodeCrypto))).toBe(out('fStoCHex'));
  expect(toHex(answerChallenge(server, nodeCrypto))).toBe(out('fCtoSHex'));
});

test('the answer of mechanism 7 is the signature of titles and challenges', () => {
  const { in: input, out } = vector('hls7-ecdsa-pass3');
  const exchange: HlsExchange = {
    mechanism: 7,
    keys: { peerSigningPublicKey: input('publicKeyHex') },
    challenge: input('stocHex'),
    answererChallenge: input('ctosHex'),
    answererTitle: input('clientSystemTitle'),
    askerTitle: input('serverSystemTitle'),
  };
  expect(isRightAnswer(exchange, octets(out('signatureHex')), nodeCrypto)).toBe(true);
});

test('mechanism 2 fills up secret and challenge with zeros', () => {
  // AES-128 of FIPS-197, appendix C.1.
  const challenge = octets('00112233445566778899aabbccddeeff');
  const answer = answerChallenge({ mechanism: 2, secret: SECRET, challenge }, nodeCrypto);
  expect(toHex(answer)).toBe('69c4e0d86a7b0430d8cdb78070b4c55a');
  const short = { mechanism: 2, secret: octets('3132'), challenge: octets('33') } as const;
  const filled = {
    mechanism: 2,
    secret: octets('3132' + '00'.repeat(14)),
    challenge: octets('33' + '00'.repeat(15)),
  } as const;
  expect(answerChallenge(short, nodeCrypto)).toEqual(answerChallenge(filled, nodeCrypto));
  expect(codeOf(() => answerChallenge({ ...short, secret: new Uint8Array(17) }, nodeCrypto))).toBe(
    'security.key-config',
  );
});

/** A whole exchange of one mechanism, as the answering side and as the asking side knows it. */
function exchangeOf(mechanism: HlsMechanism, suite: 0 | 1 | 2): [HlsExchange, HlsExchange] {
  const pair = nodeCrypto.generateKeyPair(suite === 2 ? 'P-384' : 'P-256');
  const length = suite === 2 ? 32 : 16;
  const symmetric = {
    blockCipherKey: new Uint8Array(length).fill(1),
    authenticationKey: new Uint8Array(length).fill(2),
  };
  const common = {
    mechanism,
    suite,
    secret: SECRET,
    answererTitle: CLIENT,
    askerTitle: SERVER,
    challenge: octets('503677524a323146'),
    answererChallenge: octets('4b35366956616759'),
  };
  return [
    { ...common, keys: { ...symmetric, signingPrivateKey: pair.privateKey } },
    { ...common, keys: { ...symmetric, peerSigningPublicKey: pair.publicKey } },
  ];
}

test('an answer passes on the other side, a changed one and one of another length do not', () => {
  for (const mechanism of HLS_MECHANISMS)
    for (const suite of mechanism === 7 ? ([1, 2] as const) : ([0, 1, 2] as const)) {
      const [answerer, asker] = exchangeOf(mechanism, suite);
      const answer = answerChallenge(answerer, nodeCrypto, 0xffff_ffff);
      expect(isRightAnswer(asker, answer, nodeCrypto)).toBe(true);
      for (let at = 0; at < answer.length; at += 5)
        expect(isRightAnswer(asker, flipped(answer, at), nodeCrypto)).toBe(false);
      expect(isRightAnswer(asker, answer.subarray(1), nodeCrypto)).toBe(false);
      const other = { ...asker, challenge: octets('00') };
      expect(isRightAnswer(other, answer, nodeCrypto)).toBe(false);
    }
});

test('whatever comes as an answer is right or wrong, nothing else', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.constantFrom(...HLS_MECHANISMS),
      (answer, m) => {
        expect(isRightAnswer(exchangeOf(m, 1)[1], answer, nodeCrypto)).toBe(false);
      },
    ),
    { numRuns: 50 },
  );
});

test('an exchange that lacks its own side says what', () => {
  const challenge = octets('00');
  const code = (exchange: Partial<HlsExchange> & { mechanism: HlsMechanism }): string =>
    codeOf(() => answerChallenge({ challenge, ...exchange }, nodeCrypto));
  expect(code({ mechanism: 3 })).toBe('security.no-key');
  expect(code({ mechanism: 5 })).toBe('security.no-key');
  expect(code({ mechanism: 7 })).toBe('security.no-key');
  expect(code({ mechanism: 6, secret: SECRET })).toBe('security.no-title');
  expect(
    code({ mechanism: 6, secret: SECRET, answererTitle: CLIENT, askerTitle: octets('01') }),
  ).toBe('security.system-title');
});
