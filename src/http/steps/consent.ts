import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ConsentShown } from '../../flows/steps/consent.ts'
import { singleClaims } from '../../protocol/consent/grants.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { sendOutcome, stepPath } from '../authorize/outcome.ts'
import { sendGone } from '../errors/gone.ts'
import { brandOf } from '../pages/brand.ts'
import { clientCard, personCard, returnOrigin } from '../pages/cards.ts'
import { textsFor } from '../pages/language.ts'
import { scopeWords } from '../pages/scope-words.ts'
import { postsOnTo, sendPage } from '../pages/send-page.ts'
import { spanOf } from '../pages/sentence.ts'
import type { Realm, RealmOf } from '../realm.ts'
import { valuesOf } from './scope-values.ts'
import { stepRoutes } from './steps.ts'

/** `/consent/{interaction}`: may this app have it? */
export function consentRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  stepRoutes(app, realmOf, {
    path: realmPaths.steps['ask-consent'],

    async show({ realm, id, browser, reply }) {
      const shown = await realm.flows.askConsent.show(id, browser)
      switch (shown.kind) {
        case 'gone':
          return sendGone(reply, realm, shown)
        case 'moved-on':
          return sendOutcome(reply, realm, browser, shown.outcome)
        case 'ask':
          return sendQuestion(reply, realm, shown)
      }
    },

    async submit({ realm, id, browser, reply }, { values }) {
      const form = { csrf: values.get('csrf'), decision: decisionIn(values) }
      const outcome = await realm.flows.askConsent.submit(id, form, browser)
      switch (outcome.kind) {
        case 'gone':
          return sendGone(reply, realm, outcome)
        case 'undecided':
          return sendOutcome(reply, realm, browser, { ...outcome, kind: 'interact' })
        case 'decided':
          return sendOutcome(reply, realm, browser, outcome.outcome)
      }
    },
  })
}

/** A tick in the box makes an approval one that is remembered; `remember` says both at once. */
function decisionIn(values: Parameters['values']): string | undefined {
  const decision = values.get('decision')
  return decision === 'allow' && values.get('remember') === 'on' ? 'remember' : decision
}

function sendQuestion(
  reply: FastifyReply,
  realm: Realm,
  { interaction, user, subject, rememberable }: ConsentShown & { kind: 'ask' },
): FastifyReply {
  const { request, to, csrf, uiLocales } = interaction
  const texts = textsFor(reply, uiLocales)
  const { username: _, ...card } = personCard(user)
  return sendPage(
    reply,
    'consent',
    {
      texts,
      brand: brandOf(realm, request.client),
      action: stepPath(realm, interaction),
      csrf,
      client: clientCard(request.client),
      returnOrigin: returnOrigin(to),
      user: card,
      scopes: [...request.scope].map((name) => ({
        name,
        words: scopeWords(realm.scopes, name, texts),
        values: valuesOf(name, { ...user, sub: subject }, realm.scopes),
      })),
      claims: singleClaims(request, realm.scopes),
      leftOut: request.leftOut,
      lifetime: spanOf(texts, realm.accessTokenLifetime(interaction.request.audience)),
      account: realm.basePath + realmPaths.account,
      rememberable,
    },
    postsOnTo(to.redirectUri),
  )
}
