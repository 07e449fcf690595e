import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openEmbeddedStore } from '@dlms-telemetry/store';
import type { Attack, Seen } from './attacks.js';
import { Meters } from './meters.js';
import { Victim } from './victim.js';

const ATTACKER = fileURLToPath(new URL('attacker.js', import.meta.url));
const WARM_UP_MS = 3_000;
const PAGE = 2_000;
/** What a connection of the attack may need to be gone, and waiting refusals to be told. */
const AFTERMATH_MS = 3_000;

/** How long each part takes, and the meters that push meanwhile. */
export interface AttackOptions {
  /** Times that quiet and attack follow each other: the machine does other things too. */
  readonly rounds: number;
  readonly seconds: number;
  readonly meters: number;
  readonly framesPerSecond: number;
}

/** What came of an attack. */
export interface AttackMeasured {
  readonly name: string;
  /** Milliseconds from push to reading of the meters, sorted. */
  readonly quiet: readonly number[];
  readonly attacked: readonly number[];
  /** Octets resident. */
  readonly memory: { readonly before: number; readonly peak: number; readonly after: number };
  readonly refusals: number;
  readonly deadLetters: number;
  readonly logLines: number;
  /** Frames of meters that gave no reading: 0, or something is wrong. */
  readonly lost: number;
  readonly seen: Seen;
}

/** Measures one attack on a process of its own: quiet, attacked, and afterwards. */
export async function measureAttack(
  attack: Attack,
  { rounds, seconds, meters: count, framesPerSecond }: AttackOptions,
): Promise<AttackMeasured> {
  const folder = await mkdtemp(join(tmpdir(), 'attacks-'));
  const config = join(folder, 'dlms.json');
  const data = join(folder, 'data');
  // Defaults, but for the address.
  const receptor = { DeviceType: 'DlmsPushServer', ConnectionInterfaceType: 'WRAPPER' };
  await writeFile(
    config,
    JSON.stringify({ meters: { ...receptor, Address: '127.0.0.1', Port: 0 } }),
  );
  const meters = new Meters();
  const victim = new Victim(['--config', config, '--data', data, '--json'], (value) => {
    meters.came(value);
  });
  const port = await victim.port;
  await meters.start(port, count, framesPerSecond);
  await sleep(WARM_UP_MS);
  meters.takeLatencies();

  const quiet: number[] = [];
  const attacked: number[] = [];
  const seen: Seen = { opened: 0, closed: 0, octets: 0 };
  const before = await victim.memory();
  victim.beginPeak();
  for (let round = 0; round < rounds; round++) {
    await sleep(seconds * 1_000);
    quiet.push(...meters.takeLatencies());
    const attacker = fork(ATTACKER, [attack.name, String(port), String(seconds)]);
    const [saw] = (await once(attacker, 'message')) as [Seen];
    for (const key of ['opened', 'closed', 'octets'] as const) seen[key] += saw[key];
    attacked.push(...meters.takeLatencies());
    await sleep(AFTERMATH_MS);
    meters.takeLatencies();
  }
  const { peak } = victim;
  const after = await victim.memory();
  meters.pause();
  for (let look = 0; look < 100 && meters.waiting > 0; look++) await sleep(100);
  const lost = meters.waiting;
  meters.stop();
  await victim.stop();
  const { refusals, logLines } = victim;
  const deadLetters = await countDeadLetters(data);
  await rm(folder, { recursive: true });
  return {
    ...{
      name: attack.name,
      quiet: sorted(quiet),
      attacked: sorted(attacked),
      memory: { before, peak, after },
    },
    ...{ refusals, deadLetters, logLines, lost, seen },
  };
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}

async function countDeadLetters(folder: string): Promise<number> {
  const store = await openEmbeddedStore(folder);
  try {
    let count = 0;
    let after: string | undefined;
    for (;;) {
      const page = await store.deadLetters.list(PAGE, after);
      count += page.length;
      if (page.length < PAGE) return count;
      after = page.at(-1)?.frameId;
    }
  } finally {
    await store.close();
  }
}
