/** What came of an envelope is published as: readings for platforms and the recorder, dead letters, and their ends. */
export type Publication = 'telemetry' | 'record' | 'dead' | 'resolved';

/** How many frames of an envelope there are of each kind. */
export interface FramesByFate {
  readonly read: number;
  readonly refused: number;
  readonly cured: number;
  /** Whether readings go to the recorder too. */
  readonly record: boolean;
}

/**
 * What is published of an envelope, step by step: a step begins when all of the one before is confirmed, and the
 * envelope is acked when all of the last one is. A dead letter must not end while its readings can still be lost.
 */
export function publicationSteps({
  read,
  refused,
  cured,
  record,
}: FramesByFate): readonly (readonly Publication[])[] {
  const first: Publication[] = [];
  if (read > 0) first.push('telemetry');
  if (read > 0 && record) first.push('record');
  if (refused > 0) first.push('dead');
  const last: Publication[] = cured > 0 ? ['resolved'] : [];
  return [first, last].filter((step) => step.length > 0);
}
