/**
 * The code flow as an app plays it: the verifier, the exchange, and how answers are read.
 *
 * @module
 */

import { createHash, randomBytes } from 'node:crypto'
import { type App, answerOf, type Changes, decide, signIn } from './app.ts'
import type { Visitor } from './visitor.ts'

export const newVerifier = (): string => randomBytes(32).toString('base64url')

export const challengeFor = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url')

/** What turns any request of an app into one for a code. */
export const forCode = (verifier: string, changes: Changes = {}): Changes => ({
  response_type: 'code',
  nonce: undefined,
  code_challenge: challengeFor(verifier),
  code_challenge_method: 'S256',
  ...changes,
})

export interface TokenAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, string | number | undefined>>
}

type Form = Readonly<Record<string, string | undefined>>

/** Calls the token endpoint, or another one that takes a form and answers in JSON. */
export async function call(
  url: string,
  form: Form,
  headers: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  const sent = Object.entries(form).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )
  const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(sent) })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    body: text === '' ? {} : JSON.parse(text),
  }
}

/** Signs in, approves, and answers with the code. */
export async function codeFor(
  app: App,
  visitor: Visitor,
  verifier: string,
  { changes = {}, user = 'alice' }: { readonly changes?: Changes; readonly user?: string } = {},
): Promise<string> {
  const asked = await app.ask(visitor, forCode(verifier, changes))
  const signedIn = asked.page.has('login') ? await signIn(visitor, asked, user) : asked
  const decided = signedIn.page.has('consent') ? await decide(visitor, signedIn, 'allow') : signedIn
  return answerOf(decided).values.get('code') ?? ''
}

/** The form that redeems a code, but for what a test changes. */
export const redemption = (app: App, code: string, verifier: string, changes: Form = {}): Form => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: app.redirectUri,
  client_id: app.clientId,
  code_verifier: verifier,
  ...changes,
})
