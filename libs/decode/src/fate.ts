import { type Refusal } from '@dlms-telemetry/frame';
import { isStageCode, stageRefusal } from './errors.js';
import type { SuspectMark } from './suspect-marks.js';

/** Workers that may die while a frame is in work before it is refused: what else ends processes hits no frame thrice. */
const MOST_ATTEMPTS = 3;

/** Why a frame that comes again is not decoded any more; undefined: it is. */
export function verdictOn(mark: SuspectMark | undefined): Refusal | undefined {
  if (mark === undefined) return undefined;
  if (mark.decided !== null && isStageCode(mark.decided)) return stageRefusal(mark.decided);
  return mark.attempts >= MOST_ATTEMPTS ? stageRefusal('process.poison') : undefined;
}

/** What is known of a frame once it is decoded and judged. */
export interface DecodedAndJudged {
  readonly hasReadings: boolean;
  /** Another frame has brought its counter. */
  readonly isRepeated: boolean;
  /** It is a dead letter that is run again. */
  readonly isRerun: boolean;
}

/** What becomes of a frame: readings, readings that end its dead letter, or a dead letter. */
export type Fate = 'read' | 'cured' | 'refused';

/** What becomes of a frame. A repeat gives no reading, however well it decodes. */
export function fateOf({ hasReadings, isRepeated, isRerun }: DecodedAndJudged): Fate {
  if (!hasReadings || isRepeated) return 'refused';
  return isRerun ? 'cured' : 'read';
}
