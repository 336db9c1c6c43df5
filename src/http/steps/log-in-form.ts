/**
 * The login form, for whatever a user signs in to.
 *
 * @module
 */

import type { FastifyReply } from 'fastify'
import type { LoginForm, LoginProblem } from '../../flows/steps/log-in.ts'
import type { HintedInVain } from '../../protocol/authorize/hinted-in-vain.ts'
import type { ReturnAddress } from '../../protocol/authorize/request.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { brandOf } from '../pages/brand.ts'
import { clientCard, returnOrigin } from '../pages/cards.ts'
import { textsFor } from '../pages/language.ts'
import type { Form, Picker } from '../pages/models/parts.ts'
import { pickableUsers } from '../pages/picker.ts'
import { postsOnTo, sendPage } from '../pages/send-page.ts'
import { filled, joined, spanOf } from '../pages/sentence.ts'
import type { Texts } from '../pages/texts/texts.ts'
import type { Realm } from '../realm.ts'

type Newcomer = NonNullable<LoginForm['newcomer']>

interface LogInPage extends Form {
  /** The app that is signed in to; undefined for the account page. */
  readonly app: { readonly client: Client; readonly to: ReturnAddress } | undefined
  readonly username: string
  /** The languages that its request asks for. */
  readonly uiLocales: string | undefined
  /** Why the user whom its request names cannot sign in. */
  readonly inVain?: HintedInVain | undefined
  /** Whom the picker is searched for. */
  readonly query?: string | undefined
  /** What was typed of somebody new. */
  readonly newcomer?: Newcomer | undefined
  readonly problem?: LoginProblem | undefined
}

/** What a login form has posted, from that network address. */
export const readLogInForm = ({ values }: Parameters, address: string): LoginForm => ({
  csrf: values.get('csrf'),
  username: values.get('username'),
  password: values.get('password'),
  pick: values.get('pick'),
  newcomer: newcomerIn(values),
  decision: values.get('decision'),
  address,
})

function newcomerIn(values: Parameters['values']): Newcomer | undefined {
  const name = values.get('new_name')
  return name === undefined ? undefined : { name, claims: values.get('new_claims') ?? '' }
}

export async function sendLogInForm(
  reply: FastifyReply,
  realm: Realm,
  { action, csrf, app, username, uiLocales, query, newcomer, problem, inVain }: LogInPage,
): Promise<FastifyReply> {
  if (problem !== undefined) sayStatus(reply, problem)
  const picker = await pickableUsers(realm, query)
  const texts = textsFor(reply, uiLocales)
  return sendPage(
    reply,
    'log-in',
    {
      texts,
      brand: brandOf(realm, app?.client),
      action,
      csrf,
      app: app && { client: clientCard(app.client), returnOrigin: returnOrigin(app.to) },
      username,
      hinted: hintedWords(inVain, username, texts),
      problem: problem && newcomer === undefined ? sentenceOf(problem, texts) : undefined,
      newcomer: realm.picker ? newcomerForm(newcomer ?? meantBy(picker), problem) : undefined,
      ...picker,
      demoHint: picker.searchable ? undefined : demoHintOf(realm, texts),
    },
    { ...postsOnTo(app?.to.redirectUri), script: picker.searchable },
  )
}

/** What an `id_token_hint` names is no name for people. */
function hintedWords(inVain: HintedInVain | undefined, name: string, { logIn }: Texts) {
  if (inVain?.by !== 'login_hint') return undefined
  return filled(logIn[inVain.because === 'nobody' ? 'nobodyHinted' : 'disabledHinted'], { name })
}

/** Whoever is searched for and not found may be somebody new. */
const meantBy = ({ users, query }: Picker): Newcomer => ({
  name: users.length === 0 ? query : '',
  claims: '',
})

const newcomerForm = (typed: Newcomer, problem?: LoginProblem) => ({
  ...typed,
  problem: problem?.kind === 'not-joined' ? problem.why : undefined,
})

function sayStatus(reply: FastifyReply, problem: LoginProblem): void {
  if (problem.kind === 'wrong' || problem.kind === 'not-joined') reply.code(400)
  else reply.code(problem.kind === 'wait' ? 429 : 503).header('retry-after', problem.seconds)
}

function sentenceOf(problem: LoginProblem, texts: Texts): string {
  switch (problem.kind) {
    case 'wrong':
      return texts.logIn.wrong
    case 'not-joined':
      return problem.why
    case 'wait':
    case 'busy':
      return filled(texts.logIn[problem.kind], { time: spanOf(texts, problem.seconds) })
  }
}

/** Names the users whose password anybody would guess. */
function demoHintOf({ demoUsers }: Realm, texts: Texts): string | undefined {
  if (demoUsers.size === 0) return undefined
  // No line ends between a name and its password.
  const logins = [...demoUsers].map((name) => `${name}\u00a0/\u00a0${name}`)
  return joined(texts, logins)
    .map(({ text }) => text)
    .join('')
}
