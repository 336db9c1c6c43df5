import type { FastifyInstance, FastifyReply } from 'fastify'
import type { LoginProblem } from '../../flows/steps/log-in.ts'
import type { Interaction } from '../../protocol/authorize/interaction.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { sendOutcome, sendSignedIn, stepPath } from '../authorize/outcome.ts'
import { sendGone } from '../errors/gone.ts'
import { clientCard, pickableUsers, returnOrigin } from '../pages/cards.ts'
import { postsOnTo, sendPage } from '../pages/send-page.ts'
import type { Realm, RealmOf } from '../realm.ts'
import { type Call, stepRoutes } from './steps.ts'

/** `/login/{interaction}`: a user name and a password, or one click in local mode. */
export function logInRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  stepRoutes(app, realmOf, {
    path: realmPaths.steps['log-in'],

    async show({ realm, id, browser, reply }) {
      const found = await realm.flows.logIn.show(id, browser)
      if (found.kind === 'gone') return sendGone(reply, realm, found)
      const { interaction } = found
      return sendForm(reply, realm, interaction, interaction.request.loginHint ?? '')
    },

    async submit(call, { values }) {
      const { realm, id, browser, request, reply } = call
      const username = values.get('username')
      const outcome = await realm.flows.logIn.submit(
        id,
        {
          csrf: values.get('csrf'),
          username,
          password: values.get('password'),
          pick: values.get('pick'),
          decision: values.get('decision'),
          address: request.ip,
        },
        browser,
      )
      switch (outcome.kind) {
        case 'gone':
          return sendGone(reply, realm, outcome)
        case 'try-again':
          return sendTryAgain(call, outcome.interaction, username ?? '', outcome.problem)
        case 'signed-in':
          return sendSignedIn(reply, realm, browser, outcome)
        case 'cancelled':
          return sendOutcome(reply, realm, browser, outcome.outcome)
      }
    },
  })
}

function sendTryAgain(
  { realm, reply }: Call,
  interaction: Interaction,
  username: string,
  problem: LoginProblem,
): Promise<FastifyReply> {
  if (problem.kind === 'wrong') {
    reply.code(400)
  } else {
    reply.code(problem.kind === 'wait' ? 429 : 503).header('retry-after', problem.seconds)
  }
  return sendForm(reply, realm, interaction, username, sentenceOf(problem))
}

function sentenceOf(problem: LoginProblem): string {
  switch (problem.kind) {
    case 'wrong':
      return 'That user name and password do not match. Check both and try again.'
    case 'wait':
      return `Too many tries. Wait ${seconds(problem.seconds)}, then try again.`
    case 'busy':
      return `Many people are signing in just now. Try again in ${seconds(problem.seconds)}.`
  }
}

const seconds = (count: number): string => (count === 1 ? '1 second' : `${count} seconds`)

async function sendForm(
  reply: FastifyReply,
  realm: Realm,
  interaction: Interaction,
  username: string,
  problem?: string,
): Promise<FastifyReply> {
  const { request, to, csrf } = interaction
  const picker = await pickableUsers(realm)
  return sendPage(
    reply,
    'log-in',
    {
      action: stepPath(realm, interaction),
      csrf,
      client: clientCard(request.client),
      returnOrigin: returnOrigin(to),
      username,
      problem,
      ...picker,
      demoHint: picker.searchable ? undefined : demoHintOf(realm),
    },
    { ...postsOnTo(to.redirectUri), script: picker.searchable },
  )
}

/** Names the users whose password anybody would guess. */
function demoHintOf({ demoUsers }: Realm): string | undefined {
  if (demoUsers.size === 0) return undefined
  return [...demoUsers].map((name) => `${name} / ${name}`).join(', ')
}
