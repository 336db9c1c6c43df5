import type { FastifyInstance } from 'fastify'
import type { LoginForm, LoginProblem } from '../../flows/steps/log-in.ts'
import type { HintedInVain } from '../../protocol/authorize/hinted-in-vain.ts'
import type { Interaction } from '../../protocol/authorize/interaction.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { sendOutcome, sendSignedIn, stepPath } from '../authorize/outcome.ts'
import { sendGone } from '../errors/gone.ts'
import { queryIn } from '../pages/picker.ts'
import type { RealmOf } from '../realm.ts'
import { readLogInForm, sendLogInForm } from './log-in-form.ts'
import { type Call, stepRoutes } from './steps.ts'

/** `/login/{interaction}`: a user name and a password, or one click in local mode. */
export function logInRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  stepRoutes(app, realmOf, {
    path: realmPaths.steps['log-in'],

    async show(call) {
      const { realm, id, browser, reply } = call
      const found = await realm.flows.logIn.show(id, browser)
      if (found.kind === 'gone') return sendGone(reply, realm, found)
      const { interaction } = found
      const query = queryIn(call.request)
      const { loginHint: username } = interaction.request
      const inVain = await realm.flows.findHintedInVain(interaction.request)
      return sendForm(call, interaction, { username, query, inVain })
    },

    async submit(call, sent) {
      const { realm, id, browser, request, reply } = call
      const form = readLogInForm(sent, request.ip)
      const outcome = await realm.flows.logIn.submit(id, form, browser)
      switch (outcome.kind) {
        case 'gone':
          return sendGone(reply, realm, outcome)
        case 'try-again':
          return sendForm(call, outcome.interaction, form, outcome.problem)
        case 'signed-in':
          return sendSignedIn(reply, realm, browser, outcome)
        case 'cancelled':
          return sendOutcome(reply, realm, browser, outcome.outcome)
      }
    },
  })
}

interface Typed extends Partial<Pick<LoginForm, 'username' | 'newcomer'>> {
  readonly query?: string | undefined
  readonly inVain?: HintedInVain | undefined
}

function sendForm(
  { realm, reply }: Call,
  interaction: Interaction,
  { username = '', query, newcomer, inVain }: Typed,
  problem?: LoginProblem,
) {
  const { request, to, csrf, uiLocales } = interaction
  const app = { client: request.client, to }
  const action = stepPath(realm, interaction)
  const typed = { username, query, newcomer, problem, inVain }
  return sendLogInForm(reply, realm, { action, csrf, app, uiLocales, ...typed })
}
