/**
 * What a page says when its step is over: used, expired, or somebody else's.
 *
 * @module
 */

import type { FastifyReply } from 'fastify'
import { type Gone, gone } from '../../flows/forms/awaited-forms.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { refusalOf } from '../edge/refusal.ts'
import { sendPage } from '../pages/send-page.ts'
import type { Realm } from '../realm.ts'

const notices = {
  unknown: {
    status: 400,
    heading: 'This page is not here any more',
    text: 'It was used, or it has waited for too long. Go back to the app and sign in again.',
  },
  expired: {
    status: 400,
    heading: 'This page has expired',
    text: 'It has waited for too long. Start again, or go back to the app.',
  },
  used: {
    status: 400,
    heading: 'This step is already done',
    text: 'You have answered this page before. Start again, or go back to the app.',
  },
  'another-browser': {
    status: 403,
    heading: 'This page belongs to another browser',
    text:
      'It was opened in another browser, or this browser keeps no cookies for this server. ' +
      'Go back to the app, in the browser where you began, and sign in again.',
  },
  withdrawn: {
    status: 400,
    heading: 'The registration of this app has changed',
    text:
      'What it asked for when you began is not allowed any more, so nothing is sent back to it. ' +
      'Go back to the app and sign in again.',
  },
  forgotten: {
    status: 400,
    heading: 'This app is not known here any more',
    text:
      'It was taken out of the configuration while this page waited, or nobody has registered it and other apps ' +
      'took its place. Nothing is sent to it. Go back to the app and sign in again.',
  },
  forged: {
    status: 403,
    heading: 'This form did not come from this page',
    text: 'Nothing was done. Go back to the app and sign in again.',
  },
} as const

export function sendGone(reply: FastifyReply, realm: Realm, { why, again }: Gone): FastifyReply {
  const { status, heading, text } = notices[why]
  realm.refused(refusalOf(reply.request, { status, rule: `${heading}.` }))
  return sendPage(reply.code(status), 'notice', {
    heading,
    text,
    wayOn:
      again === undefined
        ? undefined
        : { href: `${realm.basePath}${realmPaths.again}/${again}`, text: 'Start again' },
  })
}

/** A form that another site has posted. */
export function sendForged(reply: FastifyReply, realm: Realm): FastifyReply {
  return sendGone(reply, realm, gone('forged'))
}
