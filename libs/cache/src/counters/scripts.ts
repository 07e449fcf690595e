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
  local EMPTY = string.rep('\\0', 8 * SLOTS)
  local none = string.rep('\\0', 8)
  local answer, windows, moved = {}, {}, {}
  local function window_of(key)
    local window = windows[key]
    if window then return window end
    local text = redis.call('GET', key)
    if not text then window = {}
    elseif text == '-' then window = {newest = -1, latest = -1, slots = EMPTY}
    else
      local newest, latest = string.match(text, '^(%d+) (%-?%d+)')
      window = {newest = tonumber(newest), latest = tonumber(latest), slots = string.sub(text, HEADER + 1)}
    end
    windows[key] = window
    return window
  end
  local function put(slots, from, to, text)
    return string.sub(slots, 1, 8 * from) .. text .. string.sub(slots, 8 * to + 9)
  end
  local function clear(slots, from, to)
    if from > to then return slots end
    return put(slots, from, to, string.rep(none, to - from + 1))
  end
  for at = 1, #KEYS do
    local key = KEYS[at]
    local counter, frame, received = tonumber(ARGV[3 * at - 2]), ARGV[3 * at - 1], tonumber(ARGV[3 * at])
    local window = window_of(key)
    local outcome, newest = 0, window.newest
    local place = counter % SLOTS
    if newest and newest - counter >= SLOTS then outcome = received <= window.latest and 5 or 4
    elseif newest and counter > newest then
      outcome = 1
      if counter - newest >= SLOTS then window.slots = EMPTY
      elseif counter - newest > 1 then
        local first = (newest + 1) % SLOTS
        if first <= place then window.slots = clear(window.slots, first, place)
        else window.slots = clear(clear(window.slots, first, SLOTS - 1), 0, place) end
      end
      window.newest = counter
    elseif newest then
      local slot = string.sub(window.slots, 8 * place + 1, 8 * place + 8)
      if slot == none then outcome = 1
      elseif slot == frame then outcome = 2
      else outcome = 3 end
    end
    if outcome == 1 then
      window.slots = put(window.slots, place, place, frame)
      if received > window.latest then window.latest = received end
      moved[key] = window
    end
    answer[#answer + 1] = outcome
    answer[#answer + 1] = window.newest or -1
  end
  for key, window in pairs(moved) do
    local text = string.format('%.0f %.0f', window.newest, window.latest)
    text = text .. string.rep(' ', HEADER - #text) .. window.slots
    redis.call('SET', key, text, 'PX', ${WINDOW_LIFE_MS})
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
