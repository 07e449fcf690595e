import type { BacklogSummary } from '@dlms-telemetry/control';
import { carryOut, type DataOptions } from '../carry-out.js';
import { EXIT } from '../errors.js';
import type { Io } from '../io.js';
import { countText, durationText, sizeText } from '../quantity.js';
import { tableLines } from '../table.js';

/** What `dlms backlog` is told. */
export interface BacklogOptions extends DataOptions {
  readonly json?: boolean;
}

const COLUMNS = [
  { title: 'Receptor' },
  { title: 'Frames', right: true },
  { title: 'Overload', right: true },
  { title: 'Bus away', right: true },
  { title: 'Run again', right: true },
  { title: 'Size', right: true },
  { title: 'Oldest waits', right: true },
  { title: 'All replayed in', right: true },
];

/** `dlms backlog`: prints what waits in the backlog, by receptor. @returns 0 */
export async function listBacklog(options: BacklogOptions, io: Io): Promise<number> {
  const forPeople = io.isTerminal && options.json !== true;
  const all: BacklogSummary[] = [];
  for await (const answer of carryOut({ command: 'backlog.list' }, options, io)) {
    if (!('backlog' in answer)) continue;
    if (forPeople) all.push(answer.backlog);
    else io.out(`${JSON.stringify(lineOf(answer.backlog))}\n`);
  }
  if (!forPeople) return EXIT.done;
  if (all.length === 0) {
    io.out('nothing waits in the backlog\n');
    return EXIT.done;
  }
  const now = io.now();
  const rows = all.map((summary) => cellsOf(summary, now));
  io.out(`${tableLines(COLUMNS, rows, io.columns).join('\n')}\n`);
  return EXIT.done;
}

/** Times as everywhere in JSON. */
function lineOf(summary: BacklogSummary): object {
  return { ...summary, oldestReceivedAt: isoOf(summary.oldestReceivedAt) };
}

function cellsOf(summary: BacklogSummary, now: number): string[] {
  const { receptor, causes, frames, octets, oldestReceivedAt, drainSeconds } = summary;
  const framesOf = (wanted: string): string => {
    const found = causes.find(({ cause }) => cause === wanted);
    return found === undefined ? '' : countText(found.frames);
  };
  return [
    receptor,
    countText(frames),
    framesOf('overload'),
    framesOf('broker'),
    framesOf('rerun'),
    sizeText(octets),
    oldestReceivedAt === null ? '' : durationText(Math.max(0, now - oldestReceivedAt) / 1000),
    drainSeconds === null ? 'not known' : durationText(drainSeconds),
  ];
}

function isoOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
