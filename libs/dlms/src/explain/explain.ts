import { DecodeError } from '../errors.js';
import type { FramerOptions, InterfaceType } from '../link/framer.js';
import { recogniseInterfaceType } from '../link/recognise.js';
import { readGeneralBlockTransfer } from '../xdlms/general-block-transfer.js';
import { apduFields } from './apdu-fields.js';
import type { ExplainApduOptions } from './apdu-layers.js';
import { explainApdu } from './apdu-layers.js';
import type { ExplainedLayer, ExplainedRefusal, Explanation } from './explanation.js';
import { hideCarriers } from './hidden.js';
import { linkLayer } from './link-layer-fields.js';
import { Notes } from './notes.js';
import { NotingReader } from './noting-reader.js';
import { withRefusal } from './refusals.js';
import type { Carried } from './watched-link.js';
import { watchFramer } from './watched-link.js';

/** What the length field of a wrapper can say. */
const LONGEST_APDU = 65_535;

/** How octets are explained. Without keys, what is protected stays closed, which is a refusal as any other. */
export interface ExplainOptions extends ExplainApduOptions {
  /** `Auto` is what the octets speak for, and PDU where they speak for nothing. */
  readonly interfaceType: InterfaceType;
  /** Longest APDU in octets; default 65535. */
  readonly maxApduLength?: number;
}

/**
 * Explains all that octets hold: each field of the link layer, of the blocks of a transfer, of each APDU and of what is
 * protected in it, with place, name and meaning. What decodes frames runs here too, and is watched: the explanation holds
 * what decoding would give, and each refusal where it happened.
 *
 * ```ts
 * const { layers } = explain(octets, { interfaceType: 'HDLC' });
 * ```
 */
export function explain(octets: Uint8Array, options: ExplainOptions): Explanation {
  const { maxApduLength = LONGEST_APDU, leniencies } = options;
  const interfaceType =
    options.interfaceType === 'Auto'
      ? (recogniseInterfaceType(octets) ?? 'PDU')
      : options.interfaceType;
  const framerOptions: FramerOptions = {
    maxApduLength,
    ...(leniencies === undefined ? {} : { leniencies }),
  };
  const watched = watchFramer(octets, interfaceType, framerOptions);
  const layers: ExplainedLayer[] = [linkLayer(octets, interfaceType, watched)];
  const refusals: ExplainedRefusal[] = [...watched.refusals];
  for (const item of watched.items) {
    if (item.type === 'block') {
      layers.push(blockLayer(item));
      continue;
    }
    const inside = explainApdu(item.received.apdu, options);
    layers.push(...inside.layers);
    refusals.push(...inside.refusals);
  }
  return { layers: hideCarriers(layers), refusals };
}

/** One block of a general-block-transfer. */
function blockLayer({
  octets,
  refusals,
}: Extract<Carried, { readonly type: 'block' }>): ExplainedLayer {
  const notes = new Notes();
  const r = new NotingReader(octets, notes);
  try {
    r.u8('apdu-tag');
    readGeneralBlockTransfer(r);
  } catch (error) {
    // Why it was refused is among the refusals.
    if (!(error instanceof DecodeError)) throw error;
  }
  const fields = apduFields(notes.finish(octets.length), undefined, undefined);
  return {
    kind: 'block',
    name: 'general-block-transfer',
    octets,
    fields: refusals.reduce(
      (placed, refusal) => withRefusal(placed, refusal, octets.length),
      fields,
    ),
    leniencies: [],
  };
}
