import type { DecodedApdu } from '@dlms-telemetry/dlms';
import { decodeApdu, DecodeError, toHex, writeWrapper } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import type { Side } from './association-state.js';
import { AssociationState } from './association-state.js';
import { compareExpected, compareFields } from './compare-expected.js';
import { wrapperDetails } from './compare-link.js';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import { compareWritten, sessionFieldsOf } from './hdlc-frames.js';
import { octetsOf } from './hex.js';
import type { LinkEvent, Receiver } from './receive.js';
import { createReceiver } from './receive.js';
import type { Json, JsonObject, Vector } from './vector.js';
import { isList, isObject, textOf } from './vector.js';

type Received = Extract<LinkEvent, { readonly type: 'apdu' }>;

/** What the LLC header of a response begins with. */
const LLC_OF_SERVER = 'e6e7';

/** The place of what the link layer, or the decoder, refuses. */
const REFUSED = 'refusal';

/** Whether a vector's steps are frames of two sides. */
export function isDialogue({ expected: { steps } }: Vector): boolean {
  return isList(steps) && steps.some((step) => isObject(step) && 'from' in step);
}

/** Whether a vector is one frame of an HDLC session, whatever it carries. */
export function isSessionFrame({ apdu }: Vector): boolean {
  return apdu.startsWith('hdlc-');
}

/** A frame of an HDLC session: each field, the APDU in it, and the frame written again. */
export function compareSessionFrame(vector: Vector): Difference[] {
  const [frameHex = ''] = vector.frames;
  const from = textOf(vector.expected.informationHex).startsWith(LLC_OF_SERVER)
    ? 'server'
    : 'client';
  const step = { ...vector.expected, from, frameHex };
  const differences = compareSteps({ ...vector, linkLayer: 'HDLC' }, [step], () => '') ?? [];
  // A segment by itself is no APDU: that the rest is missing is no fault of the frame.
  return vector.expected.apdu === undefined
    ? differences.filter(({ place }) => place !== REFUSED)
    : differences;
}

/** A whole dialogue, each step in order, with what the two sides have told by then. */
export function compareDialogue(vector: Vector): Difference[] | undefined {
  const { steps, ...others } = vector.expected;
  const differences = compareSteps(
    vector,
    isList(steps) ? steps : [],
    (index) => `steps[${String(index)}]`,
  );
  return differences && [...differences, ...compareFields(others, {})];
}

function compareSteps(
  vector: Vector,
  steps: readonly Json[],
  placeOf: (index: number) => string,
): Difference[] | undefined {
  const client = createReceiver(vector.linkLayer);
  const server = createReceiver(vector.linkLayer);
  if (client === undefined || server === undefined) return undefined;
  const state = new AssociationState(vector);
  const differences = vector.frames.flatMap((frame, index) => {
    const step = steps[index];
    const from = isObject(step) ? sideOf(step.from) : undefined;
    if (!isObject(step) || from === undefined)
      return compare(placeOf(index), step, { from: 'client or server', frameHex: frame });
    const receiver = from === 'client' ? client : server;
    return compareStep(vector, step, octetsOf(frame), from, receiver, state).map((one) => ({
      ...one,
      place: [placeOf(index), one.place].filter((part) => part !== '').join('.'),
    }));
  });
  return [
    ...differences,
    ...compare('steps', steps.length, vector.frames.length),
    ...[...client.end(), ...server.end()].map(surplus),
  ];
}

function sideOf(from: Json | undefined): Side | undefined {
  return from === 'client' || from === 'server' ? from : undefined;
}

function compareStep(
  { linkLayer }: Vector,
  step: JsonObject,
  octets: Uint8Array,
  from: Side,
  receiver: Receiver,
  state: AssociationState,
): Difference[] {
  const { apdu: wanted, ...fields } = step;
  const events = receiver.take(octets);
  const [first, ...others] = events;
  const received = first?.type === 'apdu' ? first : undefined;
  const hdlc = linkLayer.startsWith('HDLC');
  const link = hdlc ? sessionFieldsOf(octets) : wrapperFieldsOf(received, octets);
  return [
    ...compareFields(fields, { ...link, from, frameHex: toHex(octets) }),
    ...(hdlc ? compareWritten('frame', octets) : compareWrapped(received, octets)),
    ...(first?.type === 'refused' ? [surplus(first)] : []),
    ...others.map(surplus),
    ...compareApdu(wanted, received?.apdu, from, state),
  ];
}

function wrapperFieldsOf(received: Received | undefined, octets: Uint8Array): JsonObject {
  const details = wrapperDetails(received?.received?.link, octets.length);
  return isObject(details) ? details : {};
}

function compareWrapped(received: Received | undefined, octets: Uint8Array): Difference[] {
  const link = received?.received?.link;
  if (received === undefined || link?.type !== 'WRAPPER') return [];
  return compare('frame written again', toHex(octets), toHex(writeWrapper(received.apdu, link)));
}

/** The APDU of a step; a frame that carries none must say so. */
function compareApdu(
  wanted: Json | undefined,
  apdu: Uint8Array | undefined,
  from: Side,
  state: AssociationState,
): Difference[] {
  if (apdu === undefined) return wanted === undefined ? [] : compare('apdu', wanted, null);
  if (!isObject(wanted)) return compare('apdu', wanted ?? null, toHex(apdu));
  const systemTitle = state.titleOf(from);
  const decoded = decodedOf(apdu, state, systemTitle);
  if (decoded instanceof DecodeError) return [refusal(decoded)];
  const context = { keys: state.keys, systemTitle };
  const { differences } = compareExpected(wanted, decoded, apdu, undefined, context);
  return [...differences, ...state.learn(from, decoded.apdu)].map((one) => ({
    ...one,
    place: `apdu.${one.place}`,
  }));
}

function decodedOf(
  apdu: Uint8Array,
  { keys }: AssociationState,
  systemTitle: Uint8Array | undefined,
): DecodedApdu | DecodeError {
  try {
    return decodeApdu(apdu, {
      crypto: nodeCrypto,
      keysFor: () => keys,
      ...(systemTitle === undefined ? {} : { systemTitle }),
    });
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

function surplus(event: LinkEvent): Difference {
  if (event.type === 'refused') return refusal(event.error);
  return { place: 'frame', expected: 'one APDU at most', actual: toHex(event.apdu) };
}

function refusal({ code, message }: DecodeError): Difference {
  return { place: REFUSED, expected: 'no refusal', actual: `${code}: ${message}` };
}
