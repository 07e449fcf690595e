import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test with a configuration file in it. */
export interface Workplace {
  readonly folder: string;
  readonly config: string;
  /** Data folder; made by the process. */
  readonly data: string;
}

/** A receptor for the wrapper on a free port, named `north`; `options` change or add to it. */
export async function workplace(
  options: Readonly<Record<string, unknown>> = {},
): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'standalone-'));
  const config = await configurationFile(folder, 'dlms', options);
  return { folder, config, data: join(folder, 'data') };
}

/** One more configuration of the receptor in the folder of a workplace. @returns its path */
export async function configurationFile(
  folder: string,
  name: string,
  options: Readonly<Record<string, unknown>>,
): Promise<string> {
  const path = join(folder, `${name}.json`);
  const north = {
    ...{ DeviceType: 'DlmsPushServer', ConnectionInterfaceType: 'WRAPPER' },
    ...{ Address: '127.0.0.1', Port: 0, ...options },
  };
  await writeFile(path, JSON.stringify({ north }));
  return path;
}
