import { isUuid } from '@dlms-telemetry/frame';
import { InvalidArgumentError } from 'commander';

const LONGEST_TIMEOUT = 3600;

/** A frame's id. @throws {InvalidArgumentError} */
export function readFrameId(text: string): string {
  if (!isUuid(text)) throw new InvalidArgumentError('A frame id is a UUID.');
  return text;
}

/** How many at most. @throws {InvalidArgumentError} */
export function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new InvalidArgumentError('Allowed is a whole number from 1.');
  return limit;
}

/** A time limit. @throws {InvalidArgumentError} */
export function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= LONGEST_TIMEOUT))
    throw new InvalidArgumentError(`Allowed are more than 0 and up to ${LONGEST_TIMEOUT} seconds.`);
  return seconds;
}
