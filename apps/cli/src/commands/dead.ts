import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeadLetterDesk,
  type ControlAnswer,
  type ControlRequest,
  type DeadLetterEntry,
} from '@dlms-telemetry/backlog';
import { InProcessBus } from '@dlms-telemetry/bus';
import { StoreError, openEmbeddedStore, type Store } from '@dlms-telemetry/store';
import { ask, connectToRunning } from '../control-client.js';
import { CommandError, EXIT, UsageError } from '../errors.js';
import type { Io } from '../io.js';
import { tableLines } from '../table.js';

/** What `dlms dead` is told. */
export interface DeadOptions {
  readonly data: string;
  readonly code?: string;
  readonly receptor?: string;
  readonly systemTitle?: string;
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
  for await (const answer of carryOut(requestOf('dead.list', options), options.data)) {
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
  const request = requestOf(command, options);
  if (Object.values(request.selection).every((field) => field === undefined) && !options.all)
    throw new UsageError('say which dead letters are meant, or --all');
  for await (const answer of carryOut(request, options.data)) {
    if (!('done' in answer)) continue;
    const { frames, withoutReceptor } = answer.done;
    if (options.json === true || !io.isTerminal) io.out(`${JSON.stringify(answer)}\n`);
    else io.out(`${frames} ${command === 'dead.rerun' ? 'run again' : 'discarded'}\n`);
    if (withoutReceptor === 0) return EXIT.done;
    io.err(`dlms: ${withoutReceptor} left: their receptor is not in the configuration\n`);
  }
  return EXIT.refused;
}

function requestOf(command: ControlRequest['command'], options: DeadOptions): ControlRequest {
  const { code, receptor, systemTitle, frame, limit, all } = options;
  const selection = {
    ...{ code, receptor, frameId: frame?.toLowerCase() },
    systemTitle: systemTitle?.toUpperCase(),
  };
  if (command !== 'dead.list') return { command, selection };
  return { command, selection: { ...selection, resolved: all }, limit };
}

/** By the process that runs on the folder, or here when none does. */
async function* carryOut(request: ControlRequest, folder: string): AsyncGenerator<ControlAnswer> {
  const running = await connectToRunning(folder);
  if (running !== undefined) {
    yield* ask(running, request);
    return;
  }
  const store = await openFolder(folder);
  const bus = new InProcessBus({ store: store.queue });
  try {
    await bus.start();
    yield* carryOutHere(request, new DeadLetterDesk({ bus, deadLetters: store.deadLetters }));
  } finally {
    await bus.close();
    await store.close();
  }
}

async function* carryOutHere(
  { command, selection, limit }: ControlRequest,
  desk: DeadLetterDesk,
): AsyncGenerator<ControlAnswer> {
  if (command === 'dead.rerun') yield { done: await desk.rerun(selection) };
  else if (command === 'dead.discard')
    yield { done: { frames: await desk.discard(selection), withoutReceptor: 0 } };
  else for await (const letter of desk.list(selection, limit)) yield { letter };
}

async function openFolder(folder: string): Promise<Store> {
  // Opening would make it: a mistyped name is to be told instead.
  await stat(join(folder, 'database')).catch(() => {
    throw new UsageError(`${folder}: there is no data folder`);
  });
  try {
    return await openEmbeddedStore(folder);
  } catch (error) {
    if (error instanceof StoreError) throw new CommandError(`${error.message} (${error.code})`);
    throw error;
  }
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
