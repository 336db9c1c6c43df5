import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createSigningKeys } from '../../src/adapters/jose/keys/key-store.ts'
import { createTokenReader } from '../../src/adapters/jose/token-reader.ts'
import { createTokenSigner } from '../../src/adapters/jose/token-signer.ts'
import type { TokenReader } from '../../src/ports/tokens.ts'
import { signingAlgs } from '../../src/protocol/keys/signing-alg.ts'
import type { IdTokenClaims } from '../../src/protocol/tokens/id-token.ts'
import { holdsFor } from '../support/property.ts'

const issuer = 'https://id.example'
const clock = { now: () => 1_800_000_000 }
const algs = signingAlgs

const claims: IdTokenClaims = {
  sub: 'alice',
  aud: 'spa',
  iat: clock.now(),
  exp: clock.now() + 300,
  auth_time: clock.now(),
  sid: 's',
}

let reader: TokenReader
let valid: readonly string[]
let others: readonly string[]

beforeAll(async () => {
  const keys = createSigningKeys()
  reader = createTokenReader({ issuer, keys, clock, cacheSize: 10 })
  const signer = createTokenSigner({ issuer, keys, accessTokenAlg: 'RS256' })
  const foreign = createTokenSigner({
    issuer,
    keys: createSigningKeys(),
    accessTokenAlg: 'RS256',
  })
  valid = await Promise.all(algs.map((alg) => signer.signIdToken(claims, alg)))
  others = await Promise.all(algs.map((alg) => foreign.signIdToken(claims, alg)))
})

const positions = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const character = fc.constantFrom(...'ABYZabyz0189-_.=+/ \n\0é')

type Mutation = (token: string) => string

const at = (token: string, where: number) => Math.floor(where * token.length)

const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(positions, character).map(
    ([where, char]): Mutation =>
      (token) => {
        const index = at(token, where)
        return token.slice(0, index) + char + token.slice(index + 1)
      },
  ),
  fc.tuple(positions, character).map(
    ([where, char]): Mutation =>
      (token) => {
        const index = at(token, where)
        return token.slice(0, index) + char + token.slice(index)
      },
  ),
  positions.map(
    (where): Mutation =>
      (token) =>
        token.slice(0, at(token, where)),
  ),
  positions.map(
    (where): Mutation =>
      (token) => {
        const index = at(token, where)
        return token.slice(0, index) + token.slice(index + 1)
      },
  ),
  fc.constant<Mutation>((token) => `${token}=`),
  fc.constant<Mutation>((token) => `${token}.`),
  fc.constant<Mutation>((token) => token.toUpperCase()),
  character.map(
    (char): Mutation =>
      (token) =>
        token.slice(0, -1) + char,
  ),
)

describe('an ID Token hint', () => {
  it('of each algorithm is verified as it was signed', async () => {
    for (const token of valid) {
      expect(await reader.readHint(token)).toMatchObject({ kind: 'verified', sub: 'alice' })
    }
  })

  it('is never verified once anything in it was changed', async () => {
    await holdsFor(
      fc.asyncProperty(fc.constantFrom(0, 1, 2), mutations, async (which, mutate) => {
        const token = valid[which] ?? ''
        const changed = mutate(token)
        return changed === token || (await reader.readHint(changed)).kind !== 'verified'
      }),
      4000,
    )
  })

  it('is never verified with parts of two tokens', async () => {
    const parts = fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5))
    await holdsFor(
      fc.asyncProperty(parts, async (picks) => {
        const tokens = [...valid, ...others]
        const mixed = picks.map((pick, part) => tokens[pick]?.split('.')[part] ?? '').join('.')
        return valid.includes(mixed) || (await reader.readHint(mixed)).kind !== 'verified'
      }),
      500,
    )
  })

  it('is never verified, and never throws, whatever it is', async () => {
    const json = fc.json().map((text) => Buffer.from(text).toString('base64url'))
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.tuple(json, json, fc.base64String()).map((three) => three.join('.')),
    )
    await holdsFor(
      fc.asyncProperty(anything, async (token) => {
        return (await reader.readHint(token)).kind !== 'verified'
      }),
    )
  })
})
