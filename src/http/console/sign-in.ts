import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ConsoleLoginOutcome } from '../../flows/console/console-login.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { self, sendRedirect } from '../edge/headers.ts'
import { refusalOf } from '../edge/refusal.ts'
import { sendPage } from '../pages/send-page.ts'
import { english } from '../pages/texts/en.ts'
import type { AboutServer, ConsoleGate, Realm, RealmOf } from '../realm.ts'
import { consoleCsrfOf, isForConsole, ownFormOf, sendStale } from './page.ts'

type Problem = Exclude<ConsoleLoginOutcome, { kind: 'signed-in' }>

/** `/console/login`: the way into a console that others may reach, and out of it. */
export function consoleSignInRoutes(
  app: FastifyInstance,
  realmOf: RealmOf,
  about: AboutServer,
  { login, cookie }: ConsoleGate,
): void {
  const show = (reply: FastifyReply, realm: Realm, problem?: Problem): FastifyReply =>
    sendPage(
      reply,
      'console/sign-in',
      {
        action: realm.basePath + realmPaths.consoleLogIn,
        csrf: consoleCsrfOf(reply.request, about),
        isSignedIn: isForConsole(reply.request, about),
        problem: problem && sentenceOf(problem),
      },
      { formAction: [self] },
    )

  app.get(realmPaths.consoleLogIn, (request, reply) => show(reply, realmOf(request)))

  app.post(realmPaths.consoleLogIn, async (request, reply) => {
    const realm = realmOf(request)
    const form = ownFormOf(request, realm, about)
    if (form === undefined) return sendStale(reply, realm, realmPaths.consoleLogIn)
    if (form.values.get('decision') === 'sign-out') {
      await login.signOut(cookie().read(request.headers.cookie))
      reply.header('set-cookie', cookie().clear())
      return toStart(reply, realm)
    }
    const outcome = await login.signIn(form.values.get('password') ?? '', request.ip)
    if (outcome.kind !== 'signed-in') return show(sayStatus(reply, outcome), realm, outcome)
    await login.signOut(cookie().read(request.headers.cookie))
    reply.header('set-cookie', cookie().set(outcome.id))
    return toStart(reply, realm)
  })
}

const toStart = (reply: FastifyReply, realm: Realm): FastifyReply =>
  sendRedirect(reply, realm.basePath + realmPaths.start)

/** Sends whoever may not open the console to its login; a form of theirs is lost, and told so. */
export function sendToSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  realm: Realm,
): FastifyReply {
  const href = realm.basePath + realmPaths.consoleLogIn
  if (request.method !== 'POST') return sendRedirect(reply, href)
  const heading = 'You are not signed in to the console'
  realm.refused(refusalOf(request, { status: 403, rule: `${heading}.` }))
  return sendPage(reply.code(403), 'notice', {
    texts: english,
    heading,
    text: 'A login that is not used ends after half an hour. Nothing was done.',
    wayOn: { href, text: 'Sign in' },
  })
}

function sayStatus(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.kind === 'wrong') return reply.code(400)
  return reply.code(problem.kind === 'wait' ? 429 : 503).header('retry-after', problem.seconds)
}

const sentenceOf = (problem: Problem): string =>
  problem.kind === 'wrong'
    ? 'That is not the password of this console.'
    : `Too many tries. Wait ${problem.seconds} seconds, then try again.`
