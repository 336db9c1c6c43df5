import fc from 'fast-check'
import { describe, it } from 'vitest'
import { answerUrl, errorAnswer } from '../../src/protocol/authorize/answer.ts'
import type { HintReading } from '../../src/protocol/authorize/hint.ts'
import { judgeAddressee, judgeAuthorize } from '../../src/protocol/authorize/judge.ts'
import { knownParameters } from '../../src/protocol/authorize/rules/request-rules.ts'
import type { Parameters } from '../../src/protocol/parameters.ts'
import { returnsIdToken } from '../../src/protocol/response/response-type.ts'
import { terms } from '../support/authorize-requests.ts'
import { aClient } from '../support/clients.ts'
import { holdsFor } from '../support/property.ts'

const likely: Readonly<Record<string, readonly string[]>> = {
  client_id: ['spa'],
  redirect_uri: ['https://app.example/callback', 'https://evil.example/'],
  response_type: ['token', 'id_token', 'id_token token', 'code', 'nope'],
  response_mode: ['fragment', 'form_post', 'query', 'nope'],
  scope: ['openid', 'openid profile', 'profile', 'openid admin', 'openid nope'],
  state: ['s', 'a"<>&', 'ä'],
  nonce: ['n'],
  prompt: ['none', 'login', 'consent', 'select_account', 'none login', 'nope'],
  max_age: ['0', '60', '-1'],
  audience: ['https://id.example', 'https://api.example'],
  claims: ['{}', '{', '{"id_token":{"sub":{"value":"bob"}}}'],
}

const known: readonly string[] = knownParameters

const anything = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
)

const aValue = (name: string) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...(likely[name] ?? ['x'])) },
    { weight: 1, arbitrary: anything.filter((value) => value !== '') },
  )

const usual = ['client_id', 'redirect_uri', 'response_type', 'scope', 'state', 'nonce']

/** Parameters of any kind; most requests say what a request usually says. */
const parameters: fc.Arbitrary<Parameters> = fc
  .record({
    sent: fc.record(Object.fromEntries(known.map((name) => [name, aValue(name)]))),
    left: fc.subarray(
      known.filter((name) => !usual.includes(name)),
      { maxLength: 3 },
    ),
    gone: fc.subarray(usual, { maxLength: 2 }),
    resources: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom([], ['https://id.example']) },
      { weight: 1, arbitrary: fc.array(anything, { maxLength: 3 }) },
    ),
    repeated: fc.oneof(
      { weight: 5, arbitrary: fc.constant<string[]>([]) },
      { weight: 1, arbitrary: fc.subarray([...known], { maxLength: 2 }) },
    ),
  })
  .map(({ sent, left, gone, repeated, resources }) => {
    const names = [...usual.filter((name) => !gone.includes(name)), ...left]
    const single = names.filter((name) => !repeated.includes(name))
    return {
      values: new Map(single.map((name) => [name, sent[name] ?? ''])),
      repeated: new Set(repeated),
      several: new Map(resources.length === 0 ? [] : [['resource', resources]]),
    }
  })

const hints = fc.constantFrom<HintReading | undefined>(
  undefined,
  { kind: 'invalid' },
  { kind: 'stale' },
  { kind: 'verified', sub: 'alice', aud: 'spa', sid: undefined },
  { kind: 'verified', sub: 'alice', aud: 'rp-b', sid: undefined },
)

const clients = fc.record({
  responseTypes: fc.subarray(['token', 'id_token', 'id_token token'] as const),
  responseModes: fc.subarray(['fragment', 'form_post'] as const, { minLength: 1 }),
  enabled: fc.boolean(),
})

const described = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/

describe('any parameters', () => {
  it('come to a verdict, whose description holds nothing that was sent', async () => {
    await holdsFor(
      fc.property(parameters, hints, clients, (sent, hint, changes) => {
        const verdict = judgeAuthorize(sent, aClient(changes), hint, terms)
        return verdict.kind === 'valid' || described.test(verdict.refusal.description)
      }),
    )
  })

  it('that are valid ask for nothing that the client may not have', async () => {
    let valid = 0
    await holdsFor(
      fc.property(parameters, hints, clients, (sent, hint, changes) => {
        const client = aClient(changes)
        const verdict = judgeAuthorize(sent, client, hint, terms)
        if (verdict.kind === 'refused') return true
        valid += 1
        const { request } = verdict
        const isBound = !returnsIdToken(request.responseType) || request.nonce !== undefined
        const named = returnsIdToken(request.responseType) ? request.scope.has('openid') : true
        return (
          isBound &&
          named &&
          client.responseTypes.includes(request.responseType) &&
          [...request.scope].every((word) => client.scopes?.has(word) && terms.scopes.has(word)) &&
          !request.scope.has('offline_access') &&
          request.audience.join() === terms.issuer &&
          (!request.prompt.has('none') || request.prompt.size === 1) &&
          sent.repeated.size === 0
        )
      }),
    )
    if (valid < 100) throw new Error(`Only ${valid} requests were valid: the test says little.`)
  })

  it('are answered at a registered address only, in the query never with tokens in mind', async () => {
    await holdsFor(
      fc.property(parameters, clients, (sent, changes) => {
        const client = aClient(changes)
        const addressee = judgeAddressee(sent, client)
        if (addressee.kind === 'unanswerable') return described.test(addressee.refusal.description)
        const { redirectUri, mode, state } = addressee.to
        const asksForTokens = /\b(?:id_)?token\b/.test(sent.values.get('response_type') ?? '')
        return (
          client.enabled &&
          client.redirectUris.includes(redirectUri) &&
          !(
            mode === 'query' &&
            asksForTokens &&
            !/[^ a-z_]/.test(sent.values.get('response_type') ?? '')
          ) &&
          (state === undefined || state === sent.values.get('state'))
        )
      }),
    )
  })

  it('that are refused are answered with no token, in a URL of visible ASCII', async () => {
    const names = ['error', 'error_description', 'state', 'iss']
    await holdsFor(
      fc.property(parameters, hints, (sent, hint) => {
        const client = aClient()
        const addressee = judgeAddressee(sent, client)
        const verdict = judgeAuthorize(sent, client, hint, terms)
        if (addressee.kind === 'unanswerable' || verdict.kind === 'valid') return true
        const answer = errorAnswer('https://id.example', addressee.to, verdict.refusal)
        const url = answerUrl(answer)
        return (
          answer.parameters.every(([name]) => names.includes(name)) &&
          /^https:\/\/app\.example\/callback(?:#[\w\-.~%=&]+|\?[\w\-.~%=&]+#)$/.test(url)
        )
      }),
    )
  })
})
