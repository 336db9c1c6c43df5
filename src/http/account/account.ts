import type { FastifyInstance, FastifyReply } from 'fastify'
import type { AccountDecision } from '../../flows/account/account.ts'
import type { AccountShown, ListedApp, ListedSession } from '../../flows/account/list-account.ts'
import { initiateLoginAddress } from '../../protocol/client/initiate-login.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { issuerFor } from '../../protocol/provider/provider.ts'
import { browserOn } from '../../protocol/session/browser-name.ts'
import { browserOf } from '../authorize/outcome.ts'
import { bodyOf, queryOf } from '../edge/forms.ts'
import { self, sendRedirect } from '../edge/headers.ts'
import { refusalOf } from '../edge/refusal.ts'
import { isOfOwnPage } from '../edge/same-origin.ts'
import { sendMalformed } from '../errors/error-page.ts'
import { brandOf } from '../pages/brand.ts'
import { clientCard, personCard } from '../pages/cards.ts'
import { textsFor } from '../pages/language.ts'
import type { PageModels } from '../pages/models/pages.ts'
import { momentOf } from '../pages/moment.ts'
import { scopeWords } from '../pages/scope-words.ts'
import { sendPage } from '../pages/send-page.ts'
import { filled } from '../pages/sentence.ts'
import { english } from '../pages/texts/en.ts'
import type { Texts } from '../pages/texts/texts.ts'
import type { Realm, RealmOf } from '../realm.ts'
import { sendSignedOut } from '../session/log-out.ts'

/** `/account`: the apps that a user has let in and their sessions, to look at and to end. */
export function accountRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  app.get(realmPaths.account, async (request, reply) => {
    const realm = realmOf(request)
    const shown = await realm.flows.account.show(browserOf(request, realm))
    if (shown.kind === 'nobody') {
      return sendRedirect(reply, realm.basePath + realmPaths.accountLogIn)
    }
    const query = queryOf(request)
    const done = query.kind === 'decoded' ? query.values.get('done') : undefined
    const model = modelOf(realm, textsFor(reply), shown, done)
    return sendPage(reply, 'account', model, { formAction: [self] })
  })

  app.post(realmPaths.account, async (request, reply) => {
    const realm = realmOf(request)
    if (!isOfOwnPage(request, realm.origin)) return sendStale(reply, realm)
    const form = bodyOf(request)
    return form.kind === 'malformed'
      ? sendMalformed(reply, realm, form.why)
      : submit(reply, realm, form)
  })
}

async function submit(
  reply: FastifyReply,
  realm: Realm,
  { values }: Parameters,
): Promise<FastifyReply> {
  const browser = browserOf(reply.request, realm)
  const form = {
    csrf: values.get('csrf'),
    decision: values.get('decision'),
    which: values.get('which'),
  }
  const outcome = await realm.flows.account.submit(form, browser)
  switch (outcome.kind) {
    case 'done':
      return sendRedirect(reply, `${realm.basePath}${realmPaths.account}?done=${outcome.decision}`)
    case 'signed-out':
      return sendSignedOut(reply, realm, { ...nowhere, frames: outcome.frames }, browser)
    case 'stale':
      return sendStale(reply, realm)
  }
}

const nowhere = {
  kind: 'signed-out',
  client: undefined,
  address: undefined,
  offered: undefined,
  asked: true,
  uiLocales: undefined,
} as const

/** A form that is not of the session that the browser has now, or of no page of ours. */
export function sendStale(reply: FastifyReply, realm: Realm): FastifyReply {
  const rule = `${english.account.stale.heading}.`
  realm.refused(refusalOf(reply.request, { status: 403, rule }))
  const texts = textsFor(reply)
  const { heading, text, wayOn } = texts.account.stale
  return sendPage(reply.code(403), 'notice', {
    texts,
    brand: brandOf(realm),
    heading,
    text,
    wayOn: { href: realm.basePath + realmPaths.account, text: wayOn },
  })
}

/** Only these words of ours are ever said, whatever an address asks for. */
function sentenceOf(done: string | undefined, { account }: Texts): string | undefined {
  const sentences: Readonly<Record<AccountDecision | 'signed-in', string>> = account.done
  return done !== undefined && Object.hasOwn(sentences, done)
    ? sentences[done as keyof typeof sentences]
    : undefined
}

function modelOf(
  realm: Realm,
  texts: Texts,
  { user, csrf, apps, current, others }: AccountShown,
  done: string | undefined,
): PageModels['account'] {
  const { username: _, ...card } = personCard(user)
  return {
    texts,
    brand: brandOf(realm),
    action: realm.basePath + realmPaths.account,
    csrf,
    user: card,
    done: sentenceOf(done, texts),
    signOut: realm.basePath + realmPaths.logOut,
    apps: apps.map((app) => appOf(realm, texts, app)),
    session: lineOf(current, texts),
    others: others.map((session) => ({ ...lineOf(session, texts), handle: session.handle })),
  }
}

const lineOf = ({ browser, startedAt, lastSeenAt }: ListedSession, texts: Texts) => ({
  browser: browserIn(browser, texts),
  since: momentOf(startedAt, texts),
  last: momentOf(lastSeenAt, texts),
})

/** `Firefox on Linux`, as it is kept, in the language of the page. */
function browserIn(browser: string | undefined, { account }: Texts): string {
  const [name, system] = browser?.split(browserOn) ?? []
  if (name === undefined) return account.unknownBrowser
  return system === undefined ? name : filled(account.browserOn, { browser: name, system })
}

const claimPrefix = 'claim:'

function appOf(
  { scopes, asksForConsent, iss: issuer, provider }: Realm,
  texts: Texts,
  { clientId, client, grants, since, lastAt }: ListedApp,
): PageModels['account']['apps'][number] {
  const isClaim = (grant: string) => grant.startsWith(claimPrefix)
  return {
    client: client === undefined ? bareCard(clientId) : clientCard(client),
    signIn: client && initiateLoginAddress(client, issuerFor({ issuer, provider }, client.id)),
    unasked: !asksForConsent || client?.firstParty === true,
    scopes: grants
      .filter((grant) => !isClaim(grant))
      .map((name) => ({ name, words: scopeWords(scopes, name, texts) })),
    claims: grants.filter(isClaim).map((grant) => grant.slice(claimPrefix.length)),
    since: momentOf(since, texts),
    last: momentOf(lastAt, texts),
  }
}

/** Of a client that was taken out since. */
const bareCard = (id: string) => ({
  id,
  name: id,
  clientUri: undefined,
  policyUri: undefined,
  tosUri: undefined,
})
