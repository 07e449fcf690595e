/** What a process needs, and for each whether it has it: true, or what is wrong. */
export type Readiness = Readonly<Record<string, true | string>>;

/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** `GET /health/live`: it answers, so it lives. A process that is only not ready must not be ended for it. */
export function livenessAnswer(process: string): HttpAnswer {
  return { status: 200, contentType: JSON_TYPE, body: json({ process, live: true }) };
}

/**
 * `GET /health/ready`: 200 when everything is there that the process needs, otherwise 503 with what is missing.
 *
 * @param limitMs after so long it counts as not ready
 */
export async function readinessAnswer(
  process: string,
  ready: () => Promise<Readiness> | Readiness,
  limitMs: number,
): Promise<HttpAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(() => {
      resolve({ [process]: `no answer within ${limitMs} ms` });
    }, limitMs);
  });
  const needs = await Promise.race([settled(process, ready), late]);
  clearTimeout(timer);
  const isReady = Object.values(needs).every((state) => state === true);
  const body = json({ process, ready: isReady, needs });
  return { status: isReady ? 200 : 503, contentType: JSON_TYPE, body };
}

async function settled(
  process: string,
  ready: () => Promise<Readiness> | Readiness,
): Promise<Readiness> {
  try {
    return await ready();
  } catch (error) {
    // Only the kind of the error: whoever asks may be anybody in the network.
    return { [process]: error instanceof Error ? error.name : 'failed' };
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
