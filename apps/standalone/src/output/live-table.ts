import { createLogUpdate } from 'log-update';
import type { BusMessage } from '@dlms-telemetry/bus';
import type { RefusedFrame } from '@dlms-telemetry/frame';
import type { Reading } from '@dlms-telemetry/reading';
import { Board } from './board.js';
import type { Listening, Output } from './output.js';
import { screenOf } from './screen.js';

/** Drawn at most so often: an eye cannot follow more. */
const FRAME_MS = 250;

/** A table on a terminal that is drawn anew in place: the newest readings of each meter, the last refusals. */
export class LiveTable implements Output {
  readonly #board = new Board();
  readonly #terminal: NodeJS.WriteStream;
  readonly #note: string;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #timer: NodeJS.Timeout;
  #changed = true;

  /** @param note ends the line at the bottom, for instance where the log is */
  constructor(terminal: NodeJS.WriteStream, note: string) {
    this.#terminal = terminal;
    this.#note = note;
    this.#draw = createLogUpdate(terminal);
    this.#timer = setInterval(() => {
      this.#show();
    }, FRAME_MS);
    terminal.on('resize', () => {
      this.#changed = true;
    });
  }

  listening(listening: Listening): void {
    this.#board.listening.push(listening);
    this.#changed = true;
  }

  listeningEnded({ receptor, address, port, transport }: Listening): void {
    const { listening } = this.#board;
    const place = listening.findIndex(
      (open) =>
        open.receptor === receptor &&
        open.address === address &&
        open.port === port &&
        open.transport === transport,
    );
    if (place >= 0) listening.splice(place, 1);
    this.#changed = true;
  }

  reading(_routingKey: string, { body, headers = {} }: BusMessage): void {
    const reading = JSON.parse(new TextDecoder().decode(body)) as Reading;
    this.#board.reading(reading, String(headers.receptor ?? ''), headers['frame-id']);
    this.#changed = true;
  }

  refused(refused: RefusedFrame): void {
    this.#board.refused(refused);
    this.#changed = true;
  }

  close(): Promise<void> {
    clearInterval(this.#timer);
    this.#changed = true;
    this.#show();
    this.#draw.done();
    return Promise.resolve();
  }

  #show(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const { columns, rows } = this.#terminal;
    // Some terminals do not know their size and say 0.
    const size = { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
    this.#draw(screenOf(this.#board, size, this.#note));
  }
}
