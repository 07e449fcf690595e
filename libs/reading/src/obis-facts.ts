import { directionOf } from './direction.js';
import type { Direction } from './reading.js';

/** What an OBIS code tells of a value, looked up for each value of each frame. */
export interface ObisFacts {
  readonly direction: Direction;
  /** The meter's clock, 0.b.1.0.0.255. */
  readonly isClock: boolean;
  /**
   * Alarm registers (E 0 to 9) and alarm descriptors (E 20 to 29) of 0.b.97.98.e.255, and the push setup
   * 0.b.25.9.0.255, which in an alarm stands for its value.
   */
  readonly isAlarm: boolean;
  /** The status of a load profile's row, 0.b.96.10.e.255. */
  readonly isProfileStatus: boolean;
}

const CLOCK = /^0\.\d+\.1\.0\.0\.255$/u;
const ALARM = /^0\.\d+\.(?:97\.98\.(?:\d|2\d)|25\.9\.0)\.255$/u;
const PROFILE_STATUS = /^0\.\d+\.96\.10\.[1-9]\.255$/u;

/** A fleet uses a few hundred codes; a hostile sender may use any number, and must not fill the memory. */
const LARGEST_CACHE = 2048;
const cache = new Map<string, ObisFacts>();

/** The facts of a code in the form `1.0.1.8.0.255`. */
export function factsOf(obis: string): ObisFacts {
  const known = cache.get(obis);
  if (known !== undefined) return known;
  const facts: ObisFacts = {
    direction: directionOf(obis),
    isClock: CLOCK.test(obis),
    isAlarm: ALARM.test(obis),
    isProfileStatus: PROFILE_STATUS.test(obis),
  };
  if (cache.size >= LARGEST_CACHE) cache.clear();
  cache.set(obis, facts);
  return facts;
}
