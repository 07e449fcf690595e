import { isDeepStrictEqual } from 'node:util';
import {
  createFramer,
  DATA_NOTIFICATION_TAG,
  decodeApdu,
  DecodeError,
  explain,
  explainApdu,
  type Framer,
  type FramerEvent,
  fromHex,
  type InterfaceType,
  type Keys,
  protect,
  readPayload,
  writeSecurityControl,
  writeWrapper,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import type { Frame } from '@dlms-telemetry/frame';
import { type InterpreterPair, interpreterPairs } from './interpreters.js';
import { mutate, touch } from './mutate.js';
import { SeededRandom } from './random.js';
import { type Seeds, type SeedUser, readSeeds } from './seeds.js';

const MAX_APDU_LENGTH = 32_767;
const LONGEST_CHUNK = 64;
/** Explaining costs a hundred times what decoding does. */
const EXPLAINED_ONE_IN = 64;
const WHOLE_ONE_IN = 8;
const WAYS = 6;
const ASSOCIATION = /^(?:aa|rl)r[qe]$/u;
const PORTS = { sourcePort: 1, destinationPort: 16 };
const NO_OCTETS = new Uint8Array(0);
const FRAME_ID = '018f0000-0000-7000-8000-000000000000';
/** Frames far apart in their numbers shall be far apart in their randomness too. */
const SPREAD = 0x9e3779b1;

/** What a frame ended in was not what it may end in. */
export class FuzzFinding extends Error {
  override readonly name = 'FuzzFinding';
}

/** Mutates vectors and sends them through everything that reads octets from outside. */
export class Fuzzer {
  readonly #seed: number;
  readonly #seeds: Seeds = readSeeds();
  readonly #pairs: readonly InterpreterPair[];
  readonly #wires: readonly Uint8Array[];
  readonly #notifications: readonly Uint8Array[];
  /** Frames by what came of them: a refusal's code, `readings`, `values`, `apdu`. */
  readonly outcomes = new Map<string, number>();

  /** @param seed frame `n` of a seed is always the same */
  constructor(seed: number) {
    this.#seed = seed;
    this.#pairs = interpreterPairs(this.#seeds.users);
    this.#notifications = this.#seeds.plains.filter(([tag]) => tag === DATA_NOTIFICATION_TAG);
    this.#wires = this.#seeds.wires.map(({ octets }) => octets);
  }

  /**
   * Makes frame `n` and reads it.
   *
   * @throws FuzzFinding, or whatever escaped from the code under test
   */
  run(n: number): void {
    const random = new SeededRandom(this.#seed + Math.imul(n, SPREAD));
    switch (random.below(WAYS)) {
      case 0:
        this.#wire(random);
        break;
      case 1:
        this.#apdu(random);
        break;
      case 2:
        this.#sealed(random);
        break;
      default:
        this.#plain(random);
    }
  }

  /** Through a framer in random chunks, and on through the interpreter. */
  #wire(random: SeededRandom): void {
    const { interfaceType, octets: seed } = random.of(this.#seeds.wires);
    const octets = mutate(seed, this.#wires, random);
    const chunked = events(interfaceType, (framer) => {
      for (let at = 0; at < octets.length;) {
        const end = at + 1 + random.below(LONGEST_CHUNK);
        framer.receive(octets.subarray(at, end), 0);
        at = end;
      }
    });
    if (random.oneIn(WHOLE_ONE_IN)) {
      const whole = events(interfaceType, (framer) => {
        framer.receive(octets, 0);
      });
      if (!isDeepStrictEqual(apdusOf(whole), apdusOf(chunked)))
        throw new FuzzFinding('chunks of a stream give other APDUs than the whole');
    }
    for (const event of chunked) {
      if (event.type === 'apdu') this.#interpret(event.wire, interfaceType, random);
      else this.#count(event.type === 'refused' ? event.code : event.type);
    }
    if (random.oneIn(EXPLAINED_ONE_IN)) explain(octets, { interfaceType, crypto: nodeCrypto });
  }

  /** A protected APDU, or one of a service, with the keys of a user: explained as it is decoded. */
  #apdu(random: SeededRandom): void {
    const octets = mutate(random.of(this.#seeds.apdus), this.#seeds.apdus, random);
    const keys = keysOf(random.of(this.#seeds.users));
    const options = { crypto: nodeCrypto, keysFor: () => keys };
    const decoded = this.#refusable(() => {
      const { apdu } = decodeApdu(octets, options);
      if (apdu.type === 'data-notification') readPayload(apdu.body);
      return apdu.type;
    });
    if (!random.oneIn(EXPLAINED_ONE_IN)) return;
    const said = explainApdu(octets, options).refusals[0]?.code;
    // What an association carries is explained too, and may be wrong by itself.
    if (said !== decoded.refusal && !ASSOCIATION.test(decoded.type ?? ''))
      throw new FuzzFinding(
        `decoding says ${decoded.refusal ?? 'that it is good'}, explaining ${said ?? 'that it is good'}`,
      );
  }

  /** A mutated APDU behind the right key: what is wrong with it shows only when it is open. */
  #sealed(random: SeededRandom): void {
    const plain = this.#mutatedPlain(random);
    const user = random.of(this.#seeds.users);
    const protection = {
      type: random.oneIn(8) ? 'general-ded-ciphering' : 'general-glo-ciphering',
      securityControl: writeSecurityControl({
        authenticated: 'AuthenticationKey' in user && !random.oneIn(4),
        encrypted: !random.oneIn(4),
      }),
      invocationCounter: random.below(2 ** 32),
      systemTitle: fromHex(user.SystemTitle) ?? NO_OCTETS,
      keys: keysOf(user),
    } as const;
    const apdu = protect(plain, protection, nodeCrypto);
    const [bare] = this.#pairs;
    if (bare === undefined) return;
    if (random.oneIn(2)) this.#interpretAs(bare, apdu, 'PDU');
    else this.#interpretAs(bare, writeWrapper(apdu, PORTS), 'WRAPPER');
  }

  #mutatedPlain(random: SeededRandom): Uint8Array {
    const { plains } = this.#seeds;
    const seed = random.of(random.oneIn(4) ? plains : this.#notifications);
    return random.oneIn(3) ? mutate(seed, plains, random) : touch(seed, random);
  }

  /** An APDU in the clear under a random example's maps: read in place or parsed, the readings are the same. */
  #plain(random: SeededRandom): void {
    const octets = this.#mutatedPlain(random);
    if (random.oneIn(EXPLAINED_ONE_IN)) explainApdu(octets, {});
    this.#interpret(octets, 'PDU', random);
  }

  #interpret(bytes: Uint8Array, interfaceType: InterfaceType, random: SeededRandom): void {
    this.#interpretAs(random.of(this.#pairs), bytes, interfaceType);
  }

  #interpretAs(
    { receptor, fast, slow }: InterpreterPair,
    bytes: Uint8Array,
    interfaceType: InterfaceType,
  ): void {
    const frame = frameOf(bytes, interfaceType, receptor);
    const parsed = slow.interpret(frame);
    const placed = fast.interpret(frame);
    // Twice: the first may learn the form that the second is read by.
    const again = fast.interpret(frame);
    if (!isDeepStrictEqual(placed, parsed) || !isDeepStrictEqual(again, parsed))
      throw new FuzzFinding('reading in place differs from parsing');
    this.#count(parsed.type === 'readings' ? 'readings' : parsed.refusal.code);
  }

  #refusable(read: () => string): { readonly type?: string; readonly refusal?: string } {
    try {
      const type = read();
      this.#count('apdu');
      return { type };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#count(error.code);
      return { refusal: error.code };
    }
  }

  #count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}

function keysOf({ BlockCipherKey, AuthenticationKey }: SeedUser): Keys {
  const blockCipherKey = fromHex(BlockCipherKey) ?? NO_OCTETS;
  const keys = { blockCipherKey, broadcastKey: blockCipherKey, dedicatedKey: blockCipherKey };
  if (AuthenticationKey === undefined) return keys;
  return { ...keys, authenticationKey: fromHex(AuthenticationKey) ?? NO_OCTETS };
}

function events(interfaceType: InterfaceType, feed: (framer: Framer) => void): FramerEvent[] {
  const framer = createFramer(interfaceType, { maxApduLength: MAX_APDU_LENGTH });
  feed(framer);
  framer.end(0);
  const found: FramerEvent[] = [];
  for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
    found.push(event);
  return found;
}

function apdusOf(all: readonly FramerEvent[]): Uint8Array[] {
  return all.flatMap((event) => (event.type === 'apdu' ? [Uint8Array.from(event.apdu)] : []));
}

function frameOf(bytes: Uint8Array, interfaceType: InterfaceType, receptor: string): Frame {
  return {
    id: FRAME_ID,
    receptor,
    gatewayProcess: 'fuzz',
    connectionId: 'fuzz',
    transport: 'tcp',
    remoteAddress: '10.0.0.1',
    remotePort: 1,
    localPort: 4059,
    receivedAt: 0,
    interfaceType,
    bytes,
  };
}
