/**
 * A provider as an app that was written against it knows it: by its issuer, and by what its discovery
 * document says.
 *
 * @module
 */

import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import type { Preset } from '../../src/protocol/provider/preset.ts'
import { type PresetName, presets } from '../../src/protocol/provider/presets.ts'
import { type Answer, answerOf, followAs } from '../support/app.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'

export type Json = Readonly<Record<string, unknown>>

export async function getJson(url: string, token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const answer = await fetch(url, { headers })
  return { status: answer.status, body: (await answer.json()) as Json }
}

/** The document of an issuer (OIDC Discovery §4.1): a slash at its end is no second one. */
export async function discover(issuer: string): Promise<Readonly<Record<string, string>>> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const { status, body } = await getJson(url)
  if (status !== 200) throw new Error(`${url} answers ${status}.`)
  return body as Record<string, string>
}

/** The issuer as a client is told it, below that of its realm where each has one of its own. */
export function toldIssuer(name: PresetName | 'none', issuer: string, clientId: string): string {
  if (name === 'none') return issuer
  const { clientIssuer }: Preset = presets[name]
  return clientIssuer?.(issuer, clientId) ?? issuer
}

/** Sends alice to `endpoint` with a request, through login and consent, and reads the answer. */
export async function walk(
  endpoint: string,
  request: Readonly<Record<string, string>>,
  alice: Visitor = createVisitor(endpoint),
): Promise<Answer> {
  return answerOf(await followAs(alice, `${endpoint}?${new URLSearchParams(request)}`))
}

/** The claims of a token, verified by the keys that the provider publishes. */
export async function claimsIn(
  token: string | undefined,
  expected: { readonly jwks: string; readonly issuer: string; readonly audience?: string },
): Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(expected.jwks))
  const { jwks: _, ...told } = expected
  return (await jwtVerify(token ?? '', keys, told)).payload
}
