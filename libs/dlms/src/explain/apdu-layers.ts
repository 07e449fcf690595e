import { DecodeError } from '../errors.js';
import type { DecodeApduOptions } from '../decode-apdu.js';
import { keysOf, noKey } from '../decode-apdu.js';
import type { Leniency } from '../leniency.js';
import { DEFAULT_LENIENCIES } from '../leniency.js';
import { openProtected, systemTitleOf } from '../security/ciphering.js';
import type { Crypto } from '../security/crypto.js';
import { protectionOf, requireProtection } from '../security/protection-policy.js';
import type { Apdu, ProtectedApdu } from '../xdlms/apdu.js';
import { isProtected, readApdu } from '../xdlms/apdu.js';
import { apduName } from '../xdlms/apdu-tag.js';
import { apduFields } from './apdu-fields.js';
import type { ExplainedField, ExplainedLayer, ExplainedRefusal } from './explanation.js';
import { hideCarriers } from './hidden.js';
import type { NotedLayer } from './noted-layers.js';
import { NotedLayers } from './noted-layers.js';
import { refusalOf, withRefusal } from './refusals.js';

const NO_OCTETS = new Uint8Array(0);

/** The name under which `readApdu` notes the first octet of an APDU. */
const APDU_TAG = 'apdu-tag';

/** What is needed to explain APDUs; without keys, what is protected stays closed. */
export interface ExplainApduOptions extends Pick<
  DecodeApduOptions,
  'keysFor' | 'systemTitle' | 'policy'
> {
  readonly crypto?: Crypto;
  /** `DEFAULT_LENIENCIES` when left out. */
  readonly leniencies?: ReadonlySet<Leniency>;
}

/** An APDU, layer by layer from the outside in, and why it was refused if it was. */
export interface ApduLayers {
  readonly layers: readonly ExplainedLayer[];
  readonly refusals: readonly ExplainedRefusal[];
}

/**
 * Explains an APDU, and what is protected in it. The readers that decode it run with notes taken, so nothing that they
 * accept is missing, and where they refuse the explanation ends.
 */
export function explainApdu(octets: Uint8Array, options: ExplainApduOptions = {}): ApduLayers {
  const noted = new NotedLayers(options.leniencies ?? DEFAULT_LENIENCIES);
  let apdu: Apdu | undefined;
  let refusal: DecodeError | undefined;
  try {
    apdu = readApdu(octets, noted);
    if (options.policy !== undefined)
      requireProtection(isProtected(apdu) ? protectionOf(apdu) : null, options.policy);
    if (isProtected(apdu)) open(apdu, noted, options);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    refusal = error;
  }
  const result = layersOf(octets, noted.finish(), refusal);
  const inside = userInformationOf(apdu);
  if (inside === undefined) return result;
  const nested = explainApdu(inside.octets, { ...inside.options, ...options });
  return {
    layers: hideCarriers([...result.layers, ...nested.layers]),
    refusals: [...result.refusals, ...nested.refusals],
  };
}

/** @throws DecodeError as `decodeApdu` */
function open(apdu: ProtectedApdu, noted: NotedLayers, options: ExplainApduOptions): void {
  const onWire = systemTitleOf(apdu);
  const systemTitle = onWire.length > 0 ? onWire : (options.systemTitle ?? NO_OCTETS);
  const { crypto, keysFor } = options;
  if (crypto === undefined) throw noKey();
  openProtected(apdu, keysOf(apdu, systemTitle, keysFor), systemTitle, crypto, noted);
}

/** A protected APDU in the user-information of an association, and the title that its sender tells there. */
function userInformationOf(
  apdu: Apdu | undefined,
): { readonly octets: Uint8Array; readonly options: ExplainApduOptions } | undefined {
  if (apdu === undefined || !('userInformation' in apdu)) return undefined;
  const { userInformation } = apdu;
  if (userInformation.type !== 'protected') return undefined;
  const title = titleOf(apdu);
  return {
    octets: userInformation.apdu,
    options: title === undefined ? {} : { systemTitle: title },
  };
}

function titleOf(apdu: Apdu): Uint8Array | undefined {
  if (apdu.type === 'aarq') return apdu.callingApTitle;
  return apdu.type === 'aare' ? apdu.respondingApTitle : undefined;
}

function layersOf(
  octets: Uint8Array,
  noted: readonly NotedLayer[],
  error: DecodeError | undefined,
): ApduLayers {
  const refusal = error === undefined ? undefined : refusalOf(error);
  // What a wrong key decrypts to means nothing.
  const readable = error?.code === 'security.wrong-key' ? noted.slice(0, 1) : noted;
  if (readable.length === 0)
    return { layers: [emptyLayer(octets, refusal)], refusals: listOf(refusal) };
  const layers = readable.map((layer, index) => {
    const explained = layerOf(layer, index);
    const isLast = index === readable.length - 1;
    if (!isLast || refusal === undefined) return explained;
    return { ...explained, fields: withRefusal(explained.fields, refusal, layer.octets.length) };
  });
  return { layers: hideCarriers(layers), refusals: listOf(refusal) };
}

function layerOf({ octets, root, leniencies }: NotedLayer, index: number): ExplainedLayer {
  const apdu = root.value as Apdu | undefined;
  const tag = root.parts.find(({ name }) => name === APDU_TAG)?.value;
  const tagName = typeof tag === 'number' ? apduName(tag) : undefined;
  return {
    kind: index === 0 ? 'apdu' : 'plain',
    name: apdu?.type ?? tagName ?? 'unknown APDU',
    octets,
    fields: apduFields(root, tagName, apdu),
    leniencies,
  };
}

function emptyLayer(octets: Uint8Array, refusal: ExplainedRefusal | undefined): ExplainedLayer {
  const place: ExplainedField = { name: 'no octets', start: 0, end: 0 };
  return {
    kind: 'apdu',
    name: 'no APDU',
    octets,
    fields: [refusal === undefined ? place : { ...place, refusal }],
    leniencies: [],
  };
}

function listOf(refusal: ExplainedRefusal | undefined): ExplainedRefusal[] {
  return refusal === undefined ? [] : [refusal];
}
