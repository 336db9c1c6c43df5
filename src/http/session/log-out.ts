import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Browser } from '../../flows/forms/browser.ts'
import type { LogOutOutcome } from '../../flows/session/log-out.ts'
import { withOwnFragment } from '../../protocol/client/redirect-uri.ts'
import { type LogOutAddress, logOutUrl } from '../../protocol/log-out/request.ts'
import type { DecodedForm } from '../../protocol/parameters.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { signedOut } from '../../protocol/session/session-state.ts'
import { browserOf } from '../authorize/outcome.ts'
import { bodyOf, queryOf } from '../edge/forms.ts'
import { formActionOf, sendRedirect } from '../edge/headers.ts'
import { sendMalformed, sendRefusal } from '../errors/error-page.ts'
import { sendGone } from '../errors/gone.ts'
import { brandOf } from '../pages/brand.ts'
import { clientCard, returnOrigin, userCard } from '../pages/cards.ts'
import { textsFor } from '../pages/language.ts'
import { postsOnTo, sendPage } from '../pages/send-page.ts'
import { filled } from '../pages/sentence.ts'
import type { Texts } from '../pages/texts/texts.ts'
import type { Realm, RealmOf } from '../realm.ts'
import { type Call, stepRoutes } from '../steps/steps.ts'

type BareCall = Omit<Call, 'id'>

/** `/logout`, by GET and by POST, and its confirmation (OIDC RP-Initiated Logout §2). */
export function logOutRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  const begin =
    (read: (request: FastifyRequest) => DecodedForm) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const realm = realmOf(request)
      const browser = browserOf(request, realm)
      const sent = inStandardTerms(read(request), realm.provider?.logOutNames)
      if (sent.kind === 'malformed') return sendMalformed(reply, realm, sent.why)
      const outcome = await realm.flows.logOut.begin(sent, browser)
      return send({ realm, browser, request, reply }, outcome)
    }

  app.get(realmPaths.logOut, begin(queryOf))
  app.post(realmPaths.logOut, begin(bodyOf))
  app.get(
    realmPaths.vendorLogOut,
    begin((request) => inStandardTerms(queryOf(request), vendorNames)),
  )

  stepRoutes(app, realmOf, {
    path: realmPaths.logOut,
    async submit(call, { values }) {
      const form = { csrf: values.get('csrf'), decision: values.get('decision') }
      return send(call, await call.realm.flows.logOut.confirm(call.id, form, call.browser))
    },
  })
}

/** auth0-js has an address and a parameter of its own for the same request. */
const vendorNames: ReadonlyMap<string, string> = new Map([['returnTo', 'post_logout_redirect_uri']])

/** The same request with the parameters that `names` has other names for; one sent by both is sent twice. */
function inStandardTerms(
  sent: DecodedForm,
  names: ReadonlyMap<string, string> | undefined,
): DecodedForm {
  if (sent.kind === 'malformed' || names === undefined) return sent
  const known = [...names].filter(
    ([theirs]) => sent.values.has(theirs) || sent.repeated.has(theirs),
  )
  if (known.length === 0) return sent
  const values = new Map(sent.values)
  const repeated = new Set(sent.repeated)
  for (const [theirs, ours] of known) {
    const value = sent.values.get(theirs)
    if (value === undefined || values.has(ours) || repeated.has(ours)) repeated.add(ours)
    else values.set(ours, value)
  }
  return { ...sent, values, repeated }
}

function send({ realm, reply, browser }: BareCall, outcome: LogOutOutcome): FastifyReply {
  switch (outcome.kind) {
    case 'refused': {
      const { refusal, client, uiLocales } = outcome
      const card = client && { id: client.id, name: client.name }
      const brand = brandOf(realm, client)
      return sendRefusal(reply, refusal, { client: card, brand, uiLocales })
    }
    case 'gone':
      return sendGone(reply, realm, outcome)
    case 'ask':
      if (outcome.pending.browser !== browser.binding) {
        reply.header('set-cookie', realm.cookies.browser.set(outcome.pending.browser))
      }
      return sendQuestion(reply, realm, outcome)
    case 'stayed':
      return sendStayed(reply, realm, outcome.uiLocales)
    case 'signed-out':
      return sendSignedOut(reply, realm, outcome, browser)
  }
}

function sendQuestion(
  reply: FastifyReply,
  realm: Realm,
  { pending, user, client, unverified }: LogOutOutcome & { kind: 'ask' },
): FastifyReply {
  const { id, csrf, address, uiLocales } = pending
  const texts = textsFor(reply, uiLocales)
  return sendPage(
    reply,
    'log-out',
    {
      texts,
      brand: brandOf(realm, client),
      action: `${realm.basePath}${realmPaths.logOut}/${id}`,
      csrf,
      user: userCard(user),
      client: client && clientCard(client),
      returnOrigin: address && returnOrigin(address),
      note: unverified ? texts.logOut.unverified : undefined,
    },
    postsOnTo(address?.redirectUri),
  )
}

export function sendSignedOut(
  reply: FastifyReply,
  realm: Realm,
  { client, frames, address, offered, asked, uiLocales }: LogOutOutcome & { kind: 'signed-out' },
  { sessionId, state: before }: Browser,
): FastifyReply {
  const { session, state } = realm.cookies
  const nobody = sessionId === undefined
  // The state is told, not taken away: a frame that sees none cannot tell this from a blocked cookie.
  const told = nobody && before === undefined ? [] : [state.set(signedOut)]
  reply.header('set-cookie', [session.clear(), ...told])
  const onward = address && logOutUrl(address)
  if (onward !== undefined && frames.length === 0) {
    return sendRedirect(reply, withOwnFragment(onward))
  }
  const back = address ?? offered
  const texts = textsFor(reply, uiLocales)
  return sendPage(
    reply,
    'logged-out',
    {
      texts,
      brand: brandOf(realm, client),
      nobody: nobody && !asked,
      client: client && clientCard(client),
      frames,
      onward,
      wayOn: back && wayBack(back, texts),
    },
    { script: frames.length > 0, frames: frames.map(formActionOf) },
  )
}

const wayBack = (address: LogOutAddress, { loggedOut }: Texts) => ({
  href: logOutUrl(address),
  text: filled(loggedOut.continueTo, { address: returnOrigin(address) }),
})

function sendStayed(
  reply: FastifyReply,
  realm: Realm,
  uiLocales: string | undefined,
): FastifyReply {
  const texts = textsFor(reply, uiLocales)
  return sendPage(reply, 'notice', {
    texts,
    brand: brandOf(realm),
    ...texts.logOut.stayed,
    wayOn: undefined,
  })
}
