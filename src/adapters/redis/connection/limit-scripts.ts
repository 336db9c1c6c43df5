/**
 * What bounds guessing, in one step each: the failures of an account, and those of a network and of everybody
 * within a second. Time is that of Redis, so that the clocks of replicas do not matter.
 *
 * KEYS: the account, the network, everybody.
 * ARGV: epoch milliseconds ('' for those of Redis), failures that are free, milliseconds after which they
 * are forgotten, the longest wait in milliseconds, failures a second of everybody and of a network, the id of
 * the guess.
 *
 * @module
 */

/**
 * An account is `{"v":1,"n":2,"w":…,"e":…,"p":{…}}`: its failures, when it may be tried again, when they are
 * forgotten, and the guesses that are being looked at, each with the time at which nobody waits for it any more.
 * A network is `{"v":1,"s":…,"n":3}`: a second, and the failures in it.
 */
const prelude = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local free, window, longest = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local second = math.floor(now / 1000)
local function read(key)
  local text = redis.call('GET', key)
  local record = text and cjson.decode(text)
  if record and record.v ~= 1 then error('a record of form ' .. tostring(record.v)) end
  return record
end
local function within(key)
  local record = read(key)
  return record and record.s == second and record.n or 0
end
local account = read(KEYS[1]) or { v = 1, n = 0, w = 0, e = 0, p = {} }
if account.e <= now then account.n, account.w = 0, 0 end
local looked = 0
for guess, till in pairs(account.p) do
  if till <= now then account.p[guess] = nil else looked = looked + 1 end
end
local function wait()
  local most = math.max(account.w - now, 0)
  if within(KEYS[3]) >= tonumber(ARGV[5]) or within(KEYS[2]) >= tonumber(ARGV[6]) then
    most = math.max(most, (second + 1) * 1000 - now)
  end
  return most
end
local function keep()
  local till = account.n > 0 and account.e or 0
  for _, one in pairs(account.p) do till = math.max(till, one) end
  if till <= now then return redis.call('DEL', KEYS[1]) end
  redis.call('SET', KEYS[1], cjson.encode(account), 'PX', math.ceil(till - now))
end
local function count(key)
  redis.call('SET', key, cjson.encode({ v = 1, s = second, n = within(key) + 1 }), 'PX', 1000)
end
local function fail()
  account.n = account.n + 1
  local over = account.n - free
  account.w = over < 0 and 0 or now + math.min(longest, 1000 * 2 ^ over)
  account.e = now + window
  keep()
  count(KEYS[2])
  count(KEYS[3])
end
`

/** Milliseconds for which a guess is waited for, whose process may have died meanwhile. */
const longestLook = 30_000

const script = (lua: string) => ({ numberOfKeys: 3, lua: prelude + lua })

export const limitScripts = {
  /**
   * Lets a guess be looked at, if there is a failure left for it. Returns {'look'}, {'wait', milliseconds} or
   * {'turn'} where others are looked at that may use up what is left.
   */
  admitGuess: script(`
local most = wait()
if most > 0 then return {'wait', math.ceil(most)} end
if looked >= math.max(1, free - account.n) then return {'turn'} end
account.p[ARGV[7]] = now + ${longestLook}
keep()
return {'look'}
`),
  /** A guess was looked at. ARGV besides: 'right', 'wrong', or another word where it was not compared. */
  settleGuess: script(`
account.p[ARGV[7]] = nil
if ARGV[8] == 'wrong' then return fail() end
if ARGV[8] == 'right' then account.n, account.w, account.e = 0, 0, 0 end
keep()
`),
  /** Returns the milliseconds until the account may be tried again, and its failures. */
  limitOf: script(`
return {math.ceil(wait()), account.n}
`),
  /** Counts a failure. */
  countFailure: script(`
fail()
`),
} as const
