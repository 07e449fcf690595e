import { Script } from '../script.js';

/** A count that nobody touches for so long begins anew, from its queue. */
export const COUNT_LIFE_MS = 86_400_000;

/*
 *  hash:  generation  who began it: another one means that it was begun anew
 *         f:<receptor>  frames that wait
 *         c:<receptor>  how often that was changed
 *         m:<receptor>  frames of an envelope in the mean, by whoever has counted last
 */

/**
 * Adds to the counts of receptors, and reads them.
 * Parameters: the generation that is known ('' for none), then receptor, change and mean of each.
 * Gives the generation ('' where nothing is counted yet), then frames and mean of each. Changes for another generation
 * are left out: they stood in the queue when that one was begun.
 */
export const COUNT = new Script(`
  local generation = redis.call('HGET', KEYS[1], 'generation')
  if not generation then return {''} end
  local answer = {generation}
  local counts = ARGV[1] == generation
  for at = 2, #ARGV, 3 do
    local receptor, change, mean = ARGV[at], ARGV[at + 1], ARGV[at + 2]
    if counts and change ~= '0' then
      redis.call('HINCRBY', KEYS[1], 'c:' .. receptor, 1)
      redis.call('HINCRBY', KEYS[1], 'f:' .. receptor, change)
      redis.call('HSET', KEYS[1], 'm:' .. receptor, mean)
    end
    local known = redis.call('HMGET', KEYS[1], 'f:' .. receptor, 'm:' .. receptor)
    answer[#answer + 1] = known[1] or '0'
    answer[#answer + 1] = known[2] or '0'
  end
  redis.call('PEXPIRE', KEYS[1], ${COUNT_LIFE_MS})
  return answer`);

/**
 * Begins to count unless somebody has. Parameters: a new generation, then receptor, frames and mean of each.
 * Gives the generation that holds now.
 */
export const BEGIN = new Script(`
  local generation = redis.call('HGET', KEYS[1], 'generation')
  if generation then return generation end
  redis.call('HSET', KEYS[1], 'generation', ARGV[1])
  for at = 2, #ARGV, 3 do
    redis.call('HSET', KEYS[1], 'f:' .. ARGV[at], ARGV[at + 1], 'm:' .. ARGV[at], ARGV[at + 2])
  end
  redis.call('PEXPIRE', KEYS[1], ${COUNT_LIFE_MS})
  return ARGV[1]`);

/**
 * Whether it is for this process to look: one of all does, until it has not for a while.
 * Parameters: the process, milliseconds.
 */
export const LEAD = new Script(`
  local leader = redis.call('GET', KEYS[1])
  if leader and leader ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1`);

/** Lets another process look. Parameter: the process. */
export const RESIGN = new Script(`
  if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
  return 0`);

/** Frames, changes and mean of each receptor that is named. */
export const STATE = new Script(`
  local answer = {}
  for at = 1, #ARGV do
    local receptor = ARGV[at]
    local known = redis.call('HMGET', KEYS[1], 'f:' .. receptor, 'c:' .. receptor, 'm:' .. receptor)
    for part = 1, 3 do answer[#answer + 1] = known[part] or '0' end
  end
  return answer`);

/** Corrects a count. Parameters: the generation it was seen in, receptor, change. */
export const CORRECT = new Script(`
  if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then return 0 end
  redis.call('HINCRBY', KEYS[1], 'f:' .. ARGV[2], ARGV[3])
  return 1`);
