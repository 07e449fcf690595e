import { setImmediate as nextTurn } from 'node:timers/promises';

/** Users between two turns: some milliseconds of sealing or opening keys. */
const USERS_A_TURN = 100;

/**
 * Called for each user of a long list in turn: lets everything else of the process have its turn once in a while. Keys
 * are sealed and opened without a wait, so that 100,000 users would otherwise hold up meters and health checks for seconds.
 *
 * @param index place of the user in the list
 */
export function breath(index: number): Promise<void> | undefined {
  return index % USERS_A_TURN === USERS_A_TURN - 1 ? nextTurn() : undefined;
}
