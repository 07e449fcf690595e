import type { ByteReader } from '../codec/byte-reader.js';
import type { Leniency } from '../leniency.js';
import { LeniencyUse } from '../leniency.js';
import type { Note } from './notes.js';
import { Notes } from './notes.js';
import { NotingReader } from './noting-reader.js';

/** The octets of one APDU that was read, with the notes of its reader. */
export interface NotedLayer {
  readonly octets: Uint8Array;
  /** A note over all octets. */
  readonly root: Note;
  readonly leniencies: readonly Leniency[];
}

interface Draft {
  readonly octets: Uint8Array;
  readonly notes: Notes;
  readonly leniencies: Set<Leniency>;
}

/** Notes each APDU that is read: the outer one, and what is protected in it. */
export class NotedLayers extends LeniencyUse {
  readonly #layers: Draft[] = [];

  override reader(bytes: Uint8Array): ByteReader {
    const notes = new Notes();
    this.#layers.push({ octets: bytes, notes, leniencies: new Set() });
    return new NotingReader(bytes, notes);
  }

  override use(name: Leniency): boolean {
    const allowed = super.use(name);
    if (allowed) this.#layers.at(-1)?.leniencies.add(name);
    return allowed;
  }

  /** The layers in the order in which they were read. */
  finish(): NotedLayer[] {
    return this.#layers.map(({ octets, notes, leniencies }) => ({
      octets,
      root: notes.finish(octets.length),
      leniencies: [...leniencies],
    }));
  }
}
