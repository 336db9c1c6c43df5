/**
 * Replicas that give tokens, end them and are asked of them, by records that they share, and what
 * everybody could have seen of it.
 *
 * @module
 */

import { createRedisStore } from '../../src/adapters/redis/records/store.ts'
import { createWithdraw } from '../../src/flows/account/withdraw.ts'
import { createHasEnded } from '../../src/flows/records/has-ended.ts'
import { createEndSession } from '../../src/flows/session/end-session.ts'
import { createEndGrant } from '../../src/flows/tokens/end-grant.ts'
import { createReadAccessToken } from '../../src/flows/tokens/read-access-token.ts'
import type { Store } from '../../src/ports/store.ts'
import { jtiOf } from '../../src/protocol/token/grant-mark.ts'
import type { AccessTokenClaims } from '../../src/protocol/tokens/access-token.ts'
import type { EndedToken } from '../../src/protocol/tokens/dead-token.ts'
import type { KeptGrant } from '../../src/protocol/tokens/grant.ts'
import { UnavailableError } from '../../src/protocol/unavailable/unavailable.ts'
import { createLossyRedis, type LossyLine } from './lossy-redis.ts'
import { again, createReplicaClock } from './replica.ts'
import { createWorld, type World } from './world.ts'

/** Seconds for which tokens live, and all else. */
const lifetime = 150
const lifetimes = { accessToken: lifetime, refreshToken: lifetime, session: lifetime }

/** Milliseconds by which the clocks of two replicas differ at most. */
const mostApart = 60_000

/** Milliseconds for which something may be known that has been read (src/adapters/redis/records/texts.ts). */
const aMoment = 10

const ways = ['token', 'grant', 'session', 'withdrawal'] as const

interface Given {
  readonly number: number
  readonly tokens: Token[]
  readonly way: (typeof ways)[number]
  /** Milliseconds of the world; undefined while it is not. */
  endingAt: number | undefined
  /** When that was answered. */
  endedAt: number | undefined
}

interface Token {
  readonly given: Given
  readonly claims: AccessTokenClaims
  /** Milliseconds of the world. */
  readonly at: number
}

export interface SeenGrants {
  readonly given: Given[]
  readonly tokens: Token[]
  readonly faults: string[]
  /** How many answers were seen of tokens that live, and of those that were ended. */
  live: number
  ended: number
}

type Replica = ReturnType<typeof createReplica>

export async function simulateGrants(seed: number, replicas: number, seconds: number) {
  const world = createWorld(seed)
  const store = createLossyRedis(world)
  const seen: SeenGrants = { given: [], tokens: [], faults: [], live: 0, ended: 0 }
  const all = Array.from({ length: replicas }, () =>
    createReplica(world, store.line(), seen.tokens),
  )
  for (const replica of all) {
    again(world, [200, 2_000], () => read(world, replica, seen))
    again(world, [20_000, 200_000], async () => replica.line.cutOff(world.between(1, 60_000)))
  }
  const anyone = () => all[world.between(0, replicas - 1)] as Replica
  again(world, [200, 1_000], async () => give(world, anyone(), seen))
  again(world, [200, 1_000], () => end(world, anyone(), seen))
  await world.run(seconds * 1_000)
  return seen
}

function createReplica(world: World, line: LossyLine, tokens: readonly Token[]) {
  const clock = createReplicaClock(world)
  const at = { redis: line.redis, realm: 'default', clock, capacity: 1e6, monotonic: world.now }
  const stored = <Value>(kind: string): Store<Value> => createRedisStore<Value>({ ...at, kind })
  const revokedTokens = stored<EndedToken>('revokedTokens')
  const [endedSessions, withdrawals] = [
    stored<true>('endedSessions'),
    stored<number>('withdrawals'),
  ]
  const needs = { clock, lifetimes, events: { emit() {} }, tellClients() {} }
  // All that is asked of those who are there: that they are.
  const there = {
    find: async () => ({}),
    findSince: async () => ({}),
    stillCounts: async () => true,
  }
  const readToken = createReadAccessToken({
    ...{ issuer: '', opaqueTokens: stored('opaqueTokens'), claimsOfLogin: undefined },
    reader: {
      readAccessToken: async (token: string) => ({
        kind: 'signed',
        claims: (tokens[Number.parseInt(token, 10)] as Token).claims,
      }),
    },
    hasEnded: createHasEnded({ endedSessions, withdrawals }),
    ...{ revokedTokens, clock, clients: there, users: there },
    subjects: { meantBy: async (_: unknown, told: string) => told },
  } as unknown as Parameters<typeof createReadAccessToken>[0])
  return {
    ...{ line, clock, readToken, revokedTokens },
    endGrant: createEndGrant({ ...needs, revokedTokens, refreshFamilies: stored('families') }),
    endSession: createEndSession({ ...needs, endedSessions, sessions: stored('sessions') }),
    withdraw: createWithdraw({
      ...{ ...needs, withdrawals },
      ...{ accounts: stored('accounts'), consents: stored('consents') },
    }),
  }
}

/** Gives a token: the first of somebody, or another one. */
function give(world: World, { clock }: Replica, { given, tokens }: SeenGrants): void {
  const number = world.between(Math.max(0, given.length - 20), given.length)
  given[number] ??= {
    ...{ number, tokens: [], way: ways[world.between(0, ways.length - 1)] ?? 'token' },
    ...{ endingAt: undefined, endedAt: undefined },
  }
  const one = given[number]
  if (one.endingAt !== undefined) return
  const iat = clock.now()
  const claims: AccessTokenClaims = {
    ...{ sub: `sub-${number}`, aud: 'api', client_id: 'web', scope: '', sid: `sid-${number}` },
    ...{ iat, exp: iat + lifetime, auth_time: iat },
    jti: jtiOf(`family-${number}`, `${tokens.length}`),
  }
  const token = { given: one, claims, at: world.now() }
  tokens.push(token)
  one.tokens.push(token)
}

/** Ends what somebody was given. What is not answered is no end. */
async function end(world: World, replica: Replica, { given }: SeenGrants): Promise<void> {
  const one = given[given.length - world.between(1, 40)]
  if (one === undefined || one.endingAt !== undefined) return
  one.endingAt = world.now()
  const { number, tokens } = one
  const [sub, sid, clientId] = [`sub-${number}`, `sid-${number}`, 'web']
  switch (one.way) {
    case 'token':
      // As src/flows/tokens/revoke.ts does.
      for (const { claims } of tokens)
        await replica.revokedTokens.put(claims.jti, 'revoked', claims.exp)
      break
    case 'grant':
      await replica.endGrant(
        { grant: { sub, clientId } as KeptGrant, family: `family-${number}` },
        'revoked',
      )
      break
    case 'session':
      await replica.endSession({ ...{ id: sid, sid, sub, visited: [] }, ...times })
      break
    case 'withdrawal':
      await replica.withdraw(sub, { clientId, grants: [], consents: [], since: 0, lastAt: 0 })
  }
  one.endedAt = world.now()
}

const times = { authTime: 0, startedAt: 0, lastSeenAt: 0 }

/** Somebody brings a token: that must fail from the end of what it was given in, and not before. */
async function read(world: World, replica: Replica, seen: SeenGrants): Promise<void> {
  const number = seen.tokens.length - world.between(1, 400)
  const token = seen.tokens[number]
  if (token === undefined) return
  const asked = world.now()
  const { kind } = await replica.readToken(`${number}.`).catch((error: unknown) => {
    if (error instanceof UnavailableError) return { kind: 'unavailable' } as const
    throw error
  })
  const { given, at } = token
  if (kind === 'live') seen.live += 1
  if (mustHaveEnded(token, asked)) seen.ended += 1
  if (kind === 'live' && mustHaveEnded(token, asked)) seen.faults.push(`${given.way}: lives on`)
  const isYoung = world.now() < at + lifetime * 1_000 - mostApart
  if (kind === 'dead' && isYoung && given.endingAt === undefined)
    seen.faults.push(`${given.way}: ended before`)
}

/** A withdrawal ends what was given before by the clock of whoever is told of it. */
function mustHaveEnded({ given, at }: Token, asked: number): boolean {
  const { endedAt, way } = given
  if (endedAt === undefined || asked < endedAt + aMoment) return false
  return way !== 'withdrawal' || at <= endedAt - mostApart
}
