import type { FastifyInstance } from 'fastify'
import { realmPaths } from '../../protocol/paths.ts'
import { sendOutcome, sendSignedIn, stepPath } from '../authorize/outcome.ts'
import { sendGone } from '../errors/gone.ts'
import { brandOf } from '../pages/brand.ts'
import { clientCard, personCard, returnOrigin } from '../pages/cards.ts'
import { textsFor } from '../pages/language.ts'
import { pickableUsers, queryIn } from '../pages/picker.ts'
import { postsOnTo, sendPage } from '../pages/send-page.ts'
import type { RealmOf } from '../realm.ts'
import { stepRoutes } from './steps.ts'

/** `/choose-account/{interaction}`: which user goes to this app (`prompt=select_account`). */
export function chooseAccountRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  stepRoutes(app, realmOf, {
    path: realmPaths.steps['choose-account'],

    async show({ realm, id, browser, request, reply }) {
      const shown = await realm.flows.chooseAccount.show(id, browser)
      if (shown.kind === 'gone') return sendGone(reply, realm, shown)
      if (shown.kind === 'moved-on') return sendOutcome(reply, realm, browser, shown.outcome)
      const { interaction, user } = shown
      const { request: asked, to, csrf, uiLocales } = interaction
      const picker = await pickableUsers(realm, queryIn(request), user)
      const { username: _, ...current } = personCard(user)
      return sendPage(
        reply,
        'choose-account',
        {
          texts: textsFor(reply, uiLocales),
          brand: brandOf(realm, asked.client),
          action: stepPath(realm, interaction),
          csrf,
          client: clientCard(asked.client),
          returnOrigin: returnOrigin(to),
          current,
          ...picker,
        },
        { ...postsOnTo(to.redirectUri), script: picker.searchable },
      )
    },

    async submit({ realm, id, browser, reply }, { values }) {
      const form = {
        csrf: values.get('csrf'),
        choice: values.get('choice'),
        pick: values.get('pick'),
      }
      const outcome = await realm.flows.chooseAccount.submit(id, form, browser)
      switch (outcome.kind) {
        case 'gone':
          return sendGone(reply, realm, outcome)
        case 'signed-in':
          return sendSignedIn(reply, realm, browser, outcome)
        case 'chosen':
          return sendOutcome(reply, realm, browser, outcome.outcome)
      }
    },
  })
}
