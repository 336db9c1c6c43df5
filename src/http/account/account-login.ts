import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Parameters } from '../../protocol/parameters.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { browserOf, setSession } from '../authorize/outcome.ts'
import { bodyOf } from '../edge/forms.ts'
import { sendRedirect } from '../edge/headers.ts'
import { isOfOwnPage } from '../edge/same-origin.ts'
import { sendMalformed } from '../errors/error-page.ts'
import { queryIn } from '../pages/picker.ts'
import type { Realm, RealmOf } from '../realm.ts'
import { readLogInForm, sendLogInForm } from '../steps/log-in-form.ts'
import { sendStale } from './account.ts'

/** `/account/login`: signs a user in to look after their account, without any app. */
export function accountLogInRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  app.get(realmPaths.accountLogIn, async (request, reply) => {
    const realm = realmOf(request)
    const browser = browserOf(request, realm)
    const shown = await realm.flows.accountLogIn.show(browser)
    if (shown.kind === 'signed-in') return toAccount(reply, realm)
    if (shown.binding !== browser.binding) {
      reply.header('set-cookie', realm.cookies.browser.set(shown.binding))
    }
    const { csrf } = shown
    const query = queryIn(request)
    return sendLogInForm(reply, realm, { ...formOf(realm), csrf, username: '', query })
  })

  app.post(realmPaths.accountLogIn, async (request, reply) => {
    const realm = realmOf(request)
    if (!isOfOwnPage(request, realm.origin)) return sendStale(reply, realm)
    const form = bodyOf(request)
    return form.kind === 'malformed'
      ? sendMalformed(reply, realm, form.why)
      : submit(reply, realm, form)
  })
}

const toAccount = (reply: FastifyReply, realm: Realm): FastifyReply =>
  sendRedirect(reply, realm.basePath + realmPaths.account)

const formOf = (realm: Realm) => ({
  action: realm.basePath + realmPaths.accountLogIn,
  app: undefined,
  uiLocales: undefined,
})

async function submit(reply: FastifyReply, realm: Realm, sent: Parameters): Promise<FastifyReply> {
  const browser = browserOf(reply.request, realm)
  const form = readLogInForm(sent, reply.request.ip)
  const outcome = await realm.flows.accountLogIn.submit(form, browser)
  switch (outcome.kind) {
    case 'not-ours':
      return sendStale(reply, realm)
    case 'try-again': {
      const { csrf, problem } = outcome
      const { username = '', newcomer } = form
      const page = { ...formOf(realm), csrf, username, newcomer, problem }
      return sendLogInForm(reply, realm, page)
    }
    case 'signed-in':
      setSession(reply, realm, browser, outcome.session)
      return toAccount(reply, realm)
  }
}
