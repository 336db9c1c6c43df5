/**
 * What a page says when its step is over: used, expired, or somebody else's.
 *
 * @module
 */

import type { FastifyReply } from 'fastify'
import { type Gone, gone } from '../../flows/forms/awaited-forms.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { refusalOf } from '../edge/refusal.ts'
import { brandOf } from '../pages/brand.ts'
import { textsFor } from '../pages/language.ts'
import { sendPage } from '../pages/send-page.ts'
import { english } from '../pages/texts/en.ts'
import type { Realm } from '../realm.ts'

const statusOf = (why: Gone['why']): number =>
  why === 'another-browser' || why === 'forged' ? 403 : 400

export function sendGone(
  reply: FastifyReply,
  realm: Realm,
  { why, again, uiLocales }: Gone,
): FastifyReply {
  const status = statusOf(why)
  realm.refused(refusalOf(reply.request, { status, rule: `${english.gone[why].heading}.` }))
  const texts = textsFor(reply, uiLocales)
  return sendPage(reply.code(status), 'notice', {
    texts,
    brand: brandOf(realm),
    ...texts.gone[why],
    wayOn:
      again === undefined
        ? undefined
        : { href: `${realm.basePath}${realmPaths.again}/${again}`, text: texts.startAgain },
  })
}

/** A form that another site has posted. */
export function sendForged(reply: FastifyReply, realm: Realm): FastifyReply {
  return sendGone(reply, realm, gone('forged'))
}
