/**
 * Faults that somebody could make in the lives of signing keys: a token that nobody can verify, or a key
 * that signs for longer than it should.
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

const lives = inFile('src/protocol/keys/key-life.ts', [
  ['a retired key goes with its last signature', ' + tokenLifetime + clockSkew', ''],
  ['a slow clock is not allowed for', ' + tokenLifetime + clockSkew', ' + tokenLifetime'],
  ['tokens have no lifetime', ' + tokenLifetime + clockSkew', ' + clockSkew'],
  ['a key is kept a second too long', 'now >= expiry', 'now > expiry'],
  ['a key signs a second too long', 'now >= signsUntil', 'now > signsUntil'],
  ['a key signs before its time', "now < key.signsFrom ? 'next' : 'signing'", "'signing'"],
  ['a key waits a second too long', 'now < key.signsFrom', 'now <= key.signsFrom'],
  ['a key of another algorithm signs', 'key.alg !== alg || hasEnded', 'hasEnded'],
  ['a key that has ended signs', 'key.alg !== alg || hasEnded(key, now)', 'key.alg !== alg'],
  ['a key that waits signs', 'if (begun !== foundBegun) return begun', ''],
  ['the oldest key signs', 'key.signsFrom > found.signsFrom', 'key.signsFrom < found.signsFrom'],
  [
    'the last of equal keys signs',
    'key.signsFrom > found.signsFrom',
    'key.signsFrom >= found.signsFrom',
  ],
  [
    'the latest key signs on a clock that was put back',
    ': key.signsFrom < found.signsFrom',
    ': key.signsFrom > found.signsFrom',
  ],
])

const plans = inFile('src/protocol/keys/key-plan.ts', [
  [
    'the generation is not looked at',
    'if (generation !== ring.generation) return planRotation(ring, policy, now)',
    '',
  ],
  [
    'a generation that is not said counts',
    'const { generation = ring.generation } = policy\n  if',
    'const { generation } = policy\n  if',
  ],
  ['expired keys stay', '\n    .filter((key) => isPublished(key, now))', ''],
  ['a retired key takes the new lifetime', "if (keyState(key, now) === 'retired') return key", ''],
  [
    'a shorter lifetime shortens a life',
    'key.tokenLifetime >= tokenLifetime ? key',
    'key.tokenLifetime === tokenLifetime ? key',
  ],
  ['a longer lifetime is not seen', 'key.tokenLifetime >= tokenLifetime ? key', 'true ? key'],
  [
    'an imported key changes nothing',
    'imported.includes(key.alg) ? endedAt(lasting, now) : lasting',
    'lasting',
  ],
  ['the next key is never due', 'from - lead > now ? undefined', 'true ? undefined'],
  ['the next key is made without a lead', 'from - lead > now', 'from > now'],
  ['the next key is made a second late', 'from - lead > now', 'from - lead >= now'],
  ['a late successor signs unannounced', 'Math.max(from, now + lead)', 'from'],
  ['a key is replaced with each look', 'key.signsUntil !== undefined || lifetime', 'lifetime'],
  ['one that waits is made again', 'if (!keep.some(waits)) make', 'make'],
  ['one that waits is never brought forward', 'key.signsFrom <= at ? key', 'true ? key'],
  ['one that waits is put off', 'key.signsFrom <= at ? key : {', 'false ? key : {'],
  [
    'an old key gets no end',
    'waits(key) ? begunAt(key, from) : endedAt(key, from)',
    'waits(key) ? begunAt(key, from) : key',
  ],
  ['keys of other algorithms end as well', 'if (key.alg !== alg) return key\n', ''],
  ['a known end is moved', 'key.signsUntil !== undefined && key.signsUntil <= at', 'false'],
  [
    'an end is never brought forward',
    'key.signsUntil !== undefined && key.signsUntil <= at',
    'key.signsUntil !== undefined',
  ],
  [
    'what nobody signs with never ends',
    'policy.algs.includes(key.alg) ? key : endedAt(key, now)',
    'key',
  ],
  [
    'keys that nobody has asked for are made',
    'policy.algs.filter((alg) => signingKey(keys, alg, now) !== undefined)',
    'policy.algs',
  ],
  ['a lead of its own is not taken', 'from: now + lead }))', 'from: now + policy.lead }))'],
  ['a dropped key is no change', 'keep.length === ring.keys.length &&', ''],
  ['a changed key is no change', 'keep.every((key, index) => key === ring.keys[index])', 'true'],
  ['the first key waits', 'signsFrom: now,', 'signsFrom: now + 1,'],
  ['a clock that was put back makes every key wait', 'key !== signs && ', ''],
])

const news = inFile('src/protocol/keys/key-change.ts', [
  ['the first key is news', 'before.some(({ alg }) => alg === key.alg)', 'true'],
  [
    'a key that has come is not told',
    'missingIn(before, after).filter',
    'missingIn(after, after).filter',
  ],
  ['a key that has gone is not told', 'missingIn(after, before)', 'missingIn(after, after)'],
  ['nothing is news', 'published.length === 0 && dropped.length === 0', 'false'],
  [
    'half of the news is none',
    'published.length === 0 && dropped',
    'published.length === 0 || dropped',
  ],
])

export const keyFaults: readonly SeededFault[] = [...lives, ...plans, ...news]
