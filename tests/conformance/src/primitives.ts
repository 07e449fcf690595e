import type { HlsExchange, HlsMechanism } from '@dlms-telemetry/dlms';
import {
  agreeKey,
  answerChallenge,
  deriveKey,
  HLS_MECHANISMS,
  isRightAnswer,
  toHex,
  unwrapKey,
  wrapKey,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import { octetsOf } from './hex.js';
import type { JsonObject, Vector } from './vector.js';
import { textOf } from './vector.js';

/** What our own code makes of an input, under the names of `expected`. */
type Compute = (input: JsonObject, vector: Vector) => JsonObject;

/** Each kind of primitive by the inputs that only it has, the most telling first. */
const KINDS: readonly (readonly [readonly string[], Compute])[] = [
  [['challengeHex', 'ek', 'ak'], gmac],
  [['clientSystemTitle', 'publicKeyHex', 'stocHex', 'ctosHex'], hlsSignature],
  [['secretHex', 'stocHex', 'ctosHex'], hlsHash],
  [['kekHex', 'keyHex'], keyWrap],
  [['keyHex', 'ivHex', 'plainHex', 'aadHex'], gcm],
  [['ephemeralPrivateKeyHex', 'staticPrivateKeyHex'], onePassAgreement],
  [['sharedSecretHex', 'algorithmIdHex'], derivation],
  [['publicKeyHex', 'messageHex'], signature],
];

const PROSE: ReadonlySet<string> = new Set(['format', 'note', 'notes']);
const FULL_TAG_OCTETS = 16;
const P384_OCTETS = 48;

/** Compares a cryptographic primitive. @returns undefined for a kind that is not known here */
export function comparePrimitive(vector: Vector): Difference[] | undefined {
  const { input, expected } = vector;
  if (input === null) return undefined;
  const kind = KINDS.find(([names]) => names.every((name) => name in input));
  if (kind === undefined) return undefined;
  const actual = kind[1](input, vector);
  return Object.entries(expected)
    .filter(([name]) => !PROSE.has(name))
    .flatMap(([name, wanted]) => compare(name, wanted, actual[name]));
}

function gmac(input: JsonObject): JsonObject {
  const exchange: HlsExchange = {
    mechanism: 5,
    keys: { blockCipherKey: octetsOf(input.ek), authenticationKey: octetsOf(input.ak) },
    challenge: octetsOf(input.challengeHex),
    answererTitle: octetsOf(input.systemTitle),
  };
  const answer = answerChallenge(exchange, nodeCrypto, Number(input.invocationCounter));
  return proven('resultHex', exchange, answer);
}

function hlsHash(input: JsonObject, { title }: Vector): JsonObject {
  const mechanism = mechanismOf(title);
  if (mechanism === undefined) return {};
  const [client, server] = bothAnswers(input, { mechanism, secret: octetsOf(input.secretHex) });
  return {
    ...proven('fStoCHex', client, answerChallenge(client, nodeCrypto)),
    ...proven('fCtoSHex', server, answerChallenge(server, nodeCrypto)),
  };
}

/** Nothing but the title says which hash function it is. */
function mechanismOf(title: string): HlsMechanism | undefined {
  const number = Number(/mechanism (\d)/.exec(title)?.[1]);
  return HLS_MECHANISMS.find((mechanism) => mechanism === number);
}

function hlsSignature(input: JsonObject, { expected }: Vector): JsonObject {
  const keys = { peerSigningPublicKey: octetsOf(input.publicKeyHex) };
  const [client] = bothAnswers(input, { mechanism: 7, keys });
  return proven('signatureHex', client, octetsOf(expected.signatureHex));
}

/** What the client answers to StoC and the server to CtoS. */
function bothAnswers(
  input: JsonObject,
  known: Pick<HlsExchange, 'mechanism' | 'secret' | 'keys'>,
): [HlsExchange, HlsExchange] {
  const stoc = octetsOf(input.stocHex);
  const ctos = octetsOf(input.ctosHex);
  const client = octetsOf(input.clientSystemTitle);
  const server = octetsOf(input.serverSystemTitle);
  return [
    {
      ...known,
      challenge: stoc,
      answererChallenge: ctos,
      answererTitle: client,
      askerTitle: server,
    },
    {
      ...known,
      challenge: ctos,
      answererChallenge: stoc,
      answererTitle: server,
      askerTitle: client,
    },
  ];
}

/** An answer that the other side accepts too. */
function proven(name: string, exchange: HlsExchange, answer: Uint8Array): JsonObject {
  const right = isRightAnswer(exchange, answer, nodeCrypto);
  return { [name]: right ? toHex(answer) : 'an answer that is refused' };
}

function keyWrap(input: JsonObject): JsonObject {
  const kek = octetsOf(input.kekHex);
  const key = octetsOf(input.keyHex);
  const wrapped = wrapKey(kek, key, nodeCrypto);
  const back = toHex(unwrapKey(kek, wrapped, nodeCrypto));
  return { wrappedHex: back === toHex(key) ? toHex(wrapped) : `opens to ${back}` };
}

function gcm(input: JsonObject): JsonObject {
  const key = octetsOf(input.keyHex);
  const iv = octetsOf(input.ivHex);
  const plain = octetsOf(input.plainHex);
  const sealed = nodeCrypto.aesGcmSeal(key, iv, octetsOf(input.aadHex), plain, FULL_TAG_OCTETS);
  const tag = sealed.subarray(plain.length);
  return {
    cipherHex: toHex(sealed.subarray(0, plain.length)),
    tagHex: toHex(tag),
    dlmsTag12Hex: toHex(tag.subarray(0, 12)),
  };
}

function onePassAgreement(input: JsonObject): JsonObject {
  const ephemeral = octetsOf(input.ephemeralPrivateKeyHex);
  const ephemeralPublic = octetsOf(input.ephemeralPublicKeyHex);
  const recipientKey = octetsOf(input.staticPrivateKeyHex);
  const recipientPublic = octetsOf(input.staticPublicKeyHex);
  const suite = suiteOf(ephemeral);
  const curve = suite === 2 ? 'P-384' : 'P-256';
  const secrets = [
    nodeCrypto.ecdh(curve, ephemeral, recipientPublic),
    nodeCrypto.ecdh(curve, recipientKey, ephemeralPublic),
  ];
  const parties = {
    scheme: 'C(1e,1s)',
    suite,
    originator: octetsOf(input.partyU),
    recipient: octetsOf(input.partyV),
    algorithmId: octetsOf(input.algorithmIdHex),
  } as const;
  const keys = [
    agreeKey({ ...parties, privateKey: ephemeral, publicKey: recipientPublic }, nodeCrypto),
    agreeKey({ ...parties, privateKey: recipientKey, publicKey: ephemeralPublic }, nodeCrypto),
  ];
  const sharedSecretHex = same(secrets.map((secret) => secret && toHex(secret)));
  return {
    sharedSecretHex,
    kdfOutputHex: toHex(
      nodeCrypto.digest(digestOf(suite), derivationInput(sharedSecretHex, input)),
    ),
    ekHex: same(keys.map(toHex)),
  };
}

function derivation(input: JsonObject): JsonObject {
  const sharedSecret = octetsOf(input.sharedSecretHex);
  const info = {
    algorithmId: octetsOf(input.algorithmIdHex),
    partyU: octetsOf(input.partyU),
    partyV: octetsOf(input.partyV),
  };
  return { ekHex: toHex(deriveKey(suiteOf(sharedSecret), sharedSecret, info, nodeCrypto)) };
}

function derivationInput(sharedSecretHex: string, input: JsonObject): Uint8Array {
  const parts = [
    sharedSecretHex,
    ...[input.algorithmIdHex, input.partyU, input.partyV].map(textOf),
  ];
  return octetsOf(`00000001${parts.join('')}`);
}

function signature(input: JsonObject, { expected }: Vector): JsonObject {
  const publicKey = octetsOf(input.publicKeyHex);
  const curve = publicKey.length === 2 * P384_OCTETS ? 'P-384' : 'P-256';
  const message = octetsOf(input.messageHex);
  const isRight = (signed: Uint8Array): boolean =>
    nodeCrypto.ecdsaVerify(curve, publicKey, message, signed);
  const given = octetsOf(expected.signatureHex);
  const ours =
    input.privateKeyHex === undefined
      ? given
      : nodeCrypto.ecdsaSign(curve, octetsOf(input.privateKeyHex), message);
  return { signatureHex: isRight(given) && isRight(ours) ? toHex(given) : 'a wrong signature' };
}

function suiteOf(number: Uint8Array): 1 | 2 {
  return number.length === P384_OCTETS ? 2 : 1;
}

function digestOf(suite: 1 | 2): 'sha-256' | 'sha-384' {
  return suite === 2 ? 'sha-384' : 'sha-256';
}

/** What both parties came to, where they came to the same. */
function same([one, other]: readonly (string | undefined)[]): string {
  return one !== undefined && one === other ? one : `${String(one)} and ${String(other)}`;
}
