import type { DeadLetterEntry, DeadSelection } from '@dlms-telemetry/control';
import { carryOut, type DataOptions } from '../carry-out.js';
import { EXIT, UsageError } from '../errors.js';
import type { Io } from '../io.js';
import { tableLines } from '../table.js';

/** What `dlms dead` is told. */
export interface DeadOptions extends DataOptions {
  readonly code?: string;
  readonly receptor?: string;
  readonly systemTitle?: string;
  readonly serial?: string;
  readonly frame?: string;
  /** list: those that came to their end too; rerun and discard: every one. */
  readonly all?: boolean;
  readonly limit?: number;
  readonly json?: boolean;
}

const COLUMNS = [
  { title: 'Received' },
  { title: 'Receptor' },
  { title: 'From' },
  { title: 'System title' },
  { title: 'Code' },
  { title: 'Ended' },
  { title: 'Frame' },
  { title: 'Reason' },
];

/** `dlms dead list`: prints the selected dead letters. @returns 0 */
export async function listDead(options: DeadOptions, io: Io): Promise<number> {
  const forPeople = io.isTerminal && options.json !== true;
  const entries: DeadLetterEntry[] = [];
  const { limit, all } = options;
  const selection = { ...selectionOf(options), resolved: all };
  const request = { command: 'dead.list', selection, limit } as const;
  for await (const answer of carryOut(request, options, io)) {
    if (!('letter' in answer)) continue;
    if (forPeople) entries.push(answer.letter);
    else io.out(`${JSON.stringify(answer.letter)}\n`);
  }
  if (!forPeople) return EXIT.done;
  if (entries.length === 0) io.out('no dead letters\n');
  else io.out(`${tableLines(COLUMNS, entries.map(cellsOf), io.columns).join('\n')}\n`);
  return EXIT.done;
}

/**
 * `dlms dead rerun` and `dlms dead discard`: prints how many frames it was.
 *
 * @returns 0, or 1 when frames were left because nobody decodes for their receptor
 */
export async function settleDead(
  command: 'dead.rerun' | 'dead.discard',
  options: DeadOptions,
  io: Io,
): Promise<number> {
  const selection = selectionOf(options);
  if (Object.values(selection).every((field) => field === undefined) && !options.all)
    throw new UsageError('say which dead letters are meant, or --all');
  for await (const answer of carryOut({ command, selection }, options, io)) {
    const { frames, withoutReceptor } = answer.done;
    if (options.json === true || !io.isTerminal) io.out(`${JSON.stringify(answer)}\n`);
    else io.out(`${frames} ${command === 'dead.rerun' ? 'run again' : 'discarded'}\n`);
    if (withoutReceptor === 0) return EXIT.done;
    io.err(`dlms: ${withoutReceptor} left: their receptor is not in the configuration\n`);
  }
  return EXIT.refused;
}

function selectionOf({ code, receptor, systemTitle, serial, frame }: DeadOptions): DeadSelection {
  return {
    ...{ code, receptor, serial, frameId: frame?.toLowerCase() },
    systemTitle: systemTitle?.toUpperCase(),
  };
}

function cellsOf(letter: DeadLetterEntry): string[] {
  return [
    letter.receivedAt,
    letter.receptor,
    letter.remoteAddress,
    letter.systemTitle ?? '',
    letter.code,
    letter.resolution ?? '',
    letter.frameId,
    letter.message,
  ];
}
