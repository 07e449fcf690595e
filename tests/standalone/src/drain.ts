import { setTimeout as sleep } from 'node:timers/promises';
import { readDataFolder, type Contents } from './data-folder.js';
import { StandaloneProcess } from './standalone-process.js';

const MOST_LIVES = 20;
const LIFE_MS = 1_000;

/**
 * Lets standalone run and stop in the regular way until nothing waits any more, in queues or backlog: a stop takes no
 * longer than it may, and what is left then is settled after the next start.
 *
 * @returns what the data folder holds at the end
 */
export async function drain(config: string, data: string): Promise<Contents> {
  for (let life = 1; ; life++) {
    const standalone = new StandaloneProcess('--config', config, '--data', data, '--json');
    await standalone.port('north');
    await sleep(LIFE_MS);
    const { code, stderr } = await standalone.signal('SIGTERM');
    if (code !== 0) throw new Error(`ended with ${code}\n${stderr}`);
    const contents = await readDataFolder(data);
    const waiting = Object.keys(contents.queues).length + contents.backlog.size;
    if (waiting === 0 || life === MOST_LIVES) return contents;
  }
}
