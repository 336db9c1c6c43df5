import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HintReading } from '../../../src/protocol/authorize/hint.ts'
import { createJudge, judgeAuthorize } from '../../../src/protocol/authorize/judge.ts'
import { decodeRequest } from '../../../src/protocol/authorize/template.ts'
import type { RegisteredClient } from '../../../src/protocol/client/client.ts'
import { decodeForm } from '../../../src/protocol/parameters.ts'
import { terms } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'
import { holdsFor } from '../../support/property.ts'

/** How fresh values may be spelt, those that are like all others among them. */
const freshValues = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/) },
  { weight: 3, arbitrary: fc.stringMatching(/^[A-Za-z0-9_-]{43}$/) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('', 'a+b', '%61', '%0a', '%c3%a4', 'x'.repeat(513), '~', '%'),
  },
)
const freshNames = fc.constantFrom('state', 'nonce', 'code_challenge')

const spelt = fc.constantFrom(
  '%73tate',
  'nonc%65',
  'State',
  'state',
  'nonce',
  'scope',
  'resource',
  'a',
  '',
)

const others = fc.array(
  fc.tuple(
    spelt,
    fc.constantFrom('=', ''),
    fc.constantFrom('', 'x', 'y', '%20', 'https://a.example'),
  ),
  { maxLength: 5 },
)

const written = (pairs: readonly (readonly string[])[]): string =>
  pairs.map((pair) => pair.join('')).join('&')

/** The text of a request; fresh values are written as they are. */
const wireOf = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${isFresh.has(name) ? value : encodeURIComponent(value)}`)
    .join('&')

const isFresh: ReadonlySet<string> = new Set(['state', 'nonce', 'code_challenge'])

interface Round {
  readonly text: string
  readonly hint: HintReading | undefined
}

/** Has requests judged one after the other, by each client; answers how many were valid. */
function judgedAlike(rounds: readonly Round[], clients: readonly RegisteredClient[]): number {
  const judge = createJudge(terms)
  const verdicts = rounds.flatMap(({ text, hint }) => {
    const [alike, alone] = [decodeRequest(text), decodeForm(text)]
    if (alike.kind === 'malformed' || alone.kind === 'malformed') return []
    return clients.map((client) => {
      const verdict = judge(alike, client, hint)
      expect(verdict).toEqual(judgeAuthorize(alone, client, hint, terms))
      return verdict
    })
  })
  return verdicts.filter(({ kind }) => kind === 'valid').length
}

describe('requests that are alike', () => {
  it('decode as each would by itself', async () => {
    const fresh = fc.array(fc.tuple(freshNames, fc.constant('='), freshValues, freshValues), {
      maxLength: 4,
    })
    let shared = 0
    await holdsFor(
      fc.property(fresh, others, ([...pairs], rest) => {
        const texts = [2, 3].map((at) =>
          written([...rest, ...pairs.map((pair) => [pair[0], '=', pair[at] ?? ''])]),
        )
        const decoded = texts.map((text) => {
          const { template, ...read } = { template: undefined, ...decodeRequest(text) }
          expect(read).toEqual(decodeForm(text))
          return template
        })
        if (decoded[0] !== undefined && decoded[0] === decoded[1]) shared += 1
      }),
    )
    if (shared < 100) throw new Error(`Only ${shared} shared a template: the test says little.`)
  })

  const likely: Readonly<Record<string, readonly string[]>> = {
    redirect_uri: ['https://app.example/callback', 'https://evil.example/'],
    response_type: ['token', 'id_token', 'id_token token', 'code', 'nope'],
    response_mode: ['', 'fragment', 'form_post', 'query', 'nope'],
    scope: ['openid', 'openid profile', 'profile', 'openid admin', ''],
    prompt: ['', 'none', 'login', 'none login'],
    max_age: ['', '0', '-1'],
    code_challenge_method: ['', 'S256', 'plain'],
    claims: ['', '{}', '{', '{"id_token":{"sub":{"value":"bob"}}}'],
  }

  it('are judged as each would be by itself, by clients of any kind', async () => {
    const asked = fc.record(
      Object.fromEntries(
        Object.entries(likely).map(([name, values]) => [name, fc.constantFrom(...values)]),
      ),
    )
    const changes = fc.record({
      responseTypes: fc.subarray(['token', 'id_token', 'id_token token', 'code'] as const),
      responseModes: fc.subarray(['fragment', 'form_post'] as const, { minLength: 1 }),
      requirePkce: fc.boolean(),
    })
    const values = fc.record({
      state: freshValues,
      nonce: freshValues,
      code_challenge: freshValues,
    })
    const hints = fc.constantFrom<HintReading | undefined>(
      undefined,
      { kind: 'stale' },
      { kind: 'verified', sub: 'alice', aud: 'rp-b', sid: undefined },
    )
    let valid = 0
    await holdsFor(
      fc.property(
        asked,
        fc.array(changes, { minLength: 1, maxLength: 2 }),
        fc.array(fc.record({ values, hint: hints }), { minLength: 2, maxLength: 4 }),
        (request, kinds, rounds) => {
          const clients = kinds.map((kind) => aClient(kind))
          const sent = rounds.map(({ values: fresh, hint }) => ({
            text: wireOf({ ...request, ...fresh }),
            hint,
          }))
          valid += judgedAlike(sent, clients)
        },
      ),
    )
    if (valid < 100) throw new Error(`Only ${valid} requests were valid: the test says little.`)
  })

  it.each([
    ['nonce', 'x'.repeat(513)],
    ['state', 'x'.repeat(2049)],
    ['code_challenge', 'x'.repeat(42)],
  ])('do not lend their verdict to a %s that is none', (name, value) => {
    const request = {
      ...{ redirect_uri: 'https://app.example/callback', response_type: 'code', scope: 'openid' },
      ...{ code_challenge_method: 'S256', code_challenge: 'x'.repeat(43), state: 's', nonce: 'n' },
    }
    const judge = createJudge(terms)
    const client = aClient({ responseTypes: ['code'] })
    const kinds = [request, request, { ...request, [name]: value }].map((values) => {
      const sent = decodeRequest(wireOf(values))
      return sent.kind === 'malformed' ? sent.kind : judge(sent, client, undefined).kind
    })
    expect(kinds).toEqual(['valid', 'valid', 'refused'])
  })
})
