import { Script } from '../script.js';

/** Counters that a window remembers, at least as many as IPsec does (RFC 4303, 3.4.3). */
export const SLOTS = 64;

/** Windows that one script touches: Redis does nothing else meanwhile. */
export const MOST_AT_ONCE = 256;

/** A window that nobody asks for is forgotten; all its counters are in the database by then. */
const WINDOW_LIFE_MS = 86_400_000;

/*
 *  string:  '-' for a window that has seen nothing, otherwise
 *           0 newest counter, space, time of receipt of the latest frame, spaces | 32 slots | 544
 *  slot counter % 64: the last 8 octets of the id of the frame that brought it, zero for none
 */

/**
 * Judges counters and takes those that are accepted. Keys: the window of each. Parameters: counter, end of the frame's
 * id, time of receipt of each. Gives outcome (as `OUTCOMES` counts) and newest counter (-1 before the first) of each.
 */
export const JUDGE = new Script(`
  local SLOTS, HEADER = ${SLOTS}, 32
  local none = string.rep('\\0', 8)
  local answer, touched = {}, {}
  local function write_header(key, newest, received)
    local text = string.format('%.0f %.0f', newest, received)
    redis.call('SETRANGE', key, 0, text .. string.rep(' ', HEADER - #text))
  end
  local function clear(key, from, to)
    if from > to then return end
    redis.call('SETRANGE', key, HEADER + 8 * from, string.rep(none, to - from + 1))
  end
  for at = 1, #KEYS do
    local key = KEYS[at]
    local counter = tonumber(ARGV[3 * at - 2])
    local frame = ARGV[3 * at - 1]
    local received = tonumber(ARGV[3 * at])
    local header = redis.call('GETRANGE', key, 0, HEADER - 1)
    local outcome, newest, latest = 0, -1, -1
    if header == '-' then
      outcome, newest, latest = 1, counter, received
      redis.call('SET', key, string.rep('\\0', HEADER + 8 * SLOTS))
    elseif header ~= '' then
      local a, b = string.match(header, '^(%d+) (%-?%d+)')
      newest, latest = tonumber(a), tonumber(b)
      local place = counter % SLOTS
      if newest - counter >= SLOTS then
        outcome = received <= latest and 5 or 4
      elseif counter > newest then
        outcome = 1
        if counter - newest >= SLOTS then clear(key, 0, SLOTS - 1)
        else
          local first, last = (newest + 1) % SLOTS, place
          if first <= last then clear(key, first, last)
          else clear(key, first, SLOTS - 1) clear(key, 0, last) end
        end
        newest = counter
      else
        local slot = redis.call('GETRANGE', key, HEADER + 8 * place, HEADER + 8 * place + 7)
        if slot == none then outcome = 1
        elseif slot == frame then outcome = 2
        else outcome = 3 end
      end
    end
    if outcome == 1 then
      redis.call('SETRANGE', key, HEADER + 8 * (counter % SLOTS), frame)
      write_header(key, newest, math.max(latest, received))
    end
    if outcome ~= 0 and not touched[key] then
      touched[key] = true
      redis.call('PEXPIRE', key, ${WINDOW_LIFE_MS})
    end
    answer[#answer + 1] = outcome
    answer[#answer + 1] = newest
  end
  return answer`);

/**
 * Adds what is known elsewhere to windows, and puts one where there is none. Keys and parameters: the windows. What is
 * known elsewhere tells whose a counter is.
 */
export const ADD = new Script(`
  local SLOTS, HEADER = ${SLOTS}, 32
  local none = string.rep('\\0', 8)
  local function parse(window)
    local newest, latest = string.match(window, '^(%d+) (%-?%d+)')
    return tonumber(newest), tonumber(latest)
  end
  local function slot(window, newest, counter)
    if counter > newest or newest - counter >= SLOTS then return none end
    local at = HEADER + 8 * (counter % SLOTS)
    return string.sub(window, at + 1, at + 8)
  end
  for at = 1, #KEYS do
    local known, there = ARGV[at], redis.call('GET', KEYS[at])
    if there and there ~= '-' then
      if known == '-' then known = there
      else
        local a, b = parse(known)
        local c, d = parse(there)
        there = there .. string.rep('\\0', HEADER + 8 * SLOTS - #there)
        local newest = math.max(a, c)
        local slots = {}
        for back = 0, SLOTS - 1 do
          local counter = newest - back
          local place = counter % SLOTS
          local frame = counter < 0 and none or slot(known, a, counter)
          if frame == none and counter >= 0 then frame = slot(there, c, counter) end
          slots[place + 1] = frame
        end
        local text = string.format('%.0f %.0f', newest, math.max(b, d))
        known = text .. string.rep(' ', HEADER - #text) .. table.concat(slots)
      end
    end
    redis.call('SET', KEYS[at], known, 'PX', ${WINDOW_LIFE_MS})
  end
  return #KEYS`);
