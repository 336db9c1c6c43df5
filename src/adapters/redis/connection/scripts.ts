/**
 * What Redis does in one step. Every key of a call begins with one hash tag, so that all lie in one
 * slot of a cluster.
 *
 * @module
 */

import { limitScripts } from './limit-scripts.ts'

export interface Script {
  readonly lua: string
  readonly numberOfKeys: number
}

/**
 * Keeps a record and enters it in the order of its kind, whose scores are the times at which records
 * end. What has ended leaves the order; when it is full, what would end first makes room.
 *
 * KEYS: the record, the order, the counter of arrivals.
 * ARGV: id, text, milliseconds to live ('' for ever, 'keep' as it is), epoch seconds of its end ('' none),
 * the time now, the most records, '1' where none may be pushed out, the
 * condition ('anything', 'nothing', 'same'), the text that must be there for 'same', what the key of a record
 * begins with; for a group also its key, its name as JSON, and the most of it.
 * A Redis that is full refuses the first write of a script alone, so that is the one of the record.
 * Returns what became of it: {'kept'}, {'full'}, {'other', text} or {'other'}.
 */
const put: Script = {
  numberOfKeys: 3,
  lua: `
local record, order, arrivals = KEYS[1], KEYS[2], KEYS[3]
local id, text, ttl, ends = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local capacity, lasting, condition, base = tonumber(ARGV[6]), ARGV[7] == '1', ARGV[8], ARGV[10]
if condition ~= 'anything' then
  local now = redis.call('GET', record)
  local wanted = condition == 'same' and ARGV[9] or false
  if now ~= wanted then
    if now then return {'other', now} end
    return {'other'}
  end
end
if ttl == 'keep' then
  redis.call('SET', record, text, 'KEEPTTL')
  return {'kept'}
end
local ended = tonumber(ARGV[5]) + 1
if lasting and not redis.call('ZSCORE', order, id) then
  if redis.call('ZCOUNT', order, ended, '+inf') >= capacity then return {'full'} end
end
if ttl == '' then redis.call('SET', record, text) else redis.call('SET', record, text, 'PX', ttl) end
redis.call('ZREMRANGEBYSCORE', order, '-inf', '(' .. ended)
local arrival = redis.call('INCR', arrivals)
local score = ends == '' and 1e10 + arrival or tonumber(ends) + (arrival % 1048576) / 1048576
redis.call('ZADD', order, string.format('%.17g', score), id)
if ARGV[11] then
  local group, name, most, time = ARGV[11], ARGV[12], tonumber(ARGV[13]), tonumber(ARGV[5])
  redis.call('ZADD', group, arrival, id)
  if ttl ~= '' and redis.call('PTTL', group) < tonumber(ttl) then redis.call('PEXPIRE', group, ttl) end
  local members = redis.call('ZRANGE', group, 0, -1)
  local live = {}
  for _, member in ipairs(members) do
    local kept = redis.call('GET', base .. member)
    local at = kept and string.find(kept, '"g":' .. name .. ',', 1, true)
    local ends = kept and tonumber(string.match(kept, '^{"v":%d+,"e":([%d.]+)'))
    if at and at < 48 and (not ends or ends > time) then
      live[#live + 1] = member
    else
      redis.call('ZREM', group, member)
    end
  end
  for at = 1, #live - most do
    redis.call('ZREM', group, live[at])
    redis.call('ZREM', order, live[at])
    redis.call('DEL', base .. live[at])
  end
end
local over = redis.call('ZCARD', order) - capacity
if over > 0 then
  for _, first in ipairs(redis.call('ZRANGE', order, 0, over - 1)) do
    redis.call('ZREM', order, first)
    redis.call('DEL', base .. first)
  end
end
return {'kept'}
`,
}

/** Removes a record, and returns its text. KEYS: the record, the order. ARGV: id. */
const take: Script = {
  numberOfKeys: 2,
  lua: `
redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('GETDEL', KEYS[1])
`,
}

/** Removes a record if it is as it was read. KEYS: the record, the order. ARGV: id, text. */
const removeSame: Script = {
  numberOfKeys: 2,
  lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('DEL', KEYS[1])
`,
}

/** Removes all records of a kind. KEYS: the order, the counter of arrivals. ARGV: what keys begin with. */
const clear: Script = {
  numberOfKeys: 2,
  lua: `
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('UNLINK', ARGV[1] .. id) end
return redis.call('UNLINK', KEYS[1], KEYS[2])
`,
}

/** Puts a text in the place of another ('' where there is to be none). KEYS: the text. ARGV: before, next, milliseconds to live ('' for ever). */
const replace: Script = {
  numberOfKeys: 1,
  lua: `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1
`,
}

/**
 * Puts a field of a hash in the place of what it had ('' for none), and counts that as a change of the hash.
 * KEYS: the hash, the count of its changes. ARGV: field, before, next.
 */
const changeField: Script = {
  numberOfKeys: 2,
  lua: `
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
redis.call('INCR', KEYS[2])
return 1
`,
}

/**
 * All fields of a hash, unless it has not changed since. KEYS: as above. ARGV: the count that is known. Returns the
 * count, and then fields and their values in turn where it is another.
 */
const readFields: Script = {
  numberOfKeys: 2,
  lua: `
local count = redis.call('GET', KEYS[2]) or '0'
if count == ARGV[1] then return {count} end
local all = redis.call('HGETALL', KEYS[1])
table.insert(all, 1, count)
return all
`,
}

/** Adds a text to a stream. KEYS: the stream. ARGV: text, the most of them, milliseconds to live. */
const pushEntry: Script = {
  numberOfKeys: 1,
  lua: `
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 't', ARGV[1])
return redis.call('PEXPIRE', KEYS[1], ARGV[3])
`,
}

/** Reads a stream. KEYS: the stream. ARGV: from where, how many. Returns ids and texts in turn. */
const readEntries: Script = {
  numberOfKeys: 1,
  lua: `
local flat = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])) do
  flat[#flat + 1] = entry[1]
  flat[#flat + 1] = entry[2][2]
end
return flat
`,
}

export const scripts = {
  ...{ put, take, removeSame, clear, replace, changeField, readFields },
  ...{ pushEntry, readEntries },
  ...limitScripts,
} as const

export type ScriptName = keyof typeof scripts
