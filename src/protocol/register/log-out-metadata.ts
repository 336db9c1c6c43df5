/**
 * Where a client is told that a login has ended (OIDC Front-Channel Logout §2, OIDC Back-Channel Logout §2.2).
 *
 * @module
 */

import { appAddress } from './app-address.ts'
import { flag } from './value.ts'

// sid is added there, as iss is
const address = () => appAddress('signed-out', 'sid')

export const logOutMembers = () => ({
  frontchannel_logout_uri: address().optional().meta({
    title: 'Front-channel logout URI',
    description:
      'A page of the app that ends its session there; the page after a logout frames it, with iss and sid. On the origin of one of redirect_uris.',
  }),
  frontchannel_logout_session_required: flag().default(false).meta({
    title: 'Front-channel logout wants the session',
    description: 'Whether the app needs iss and sid there. They are always sent.',
  }),
  backchannel_logout_uri: address().optional().meta({
    title: 'Back-channel logout URI',
    description:
      'Where this server posts a logout token when a session ends that the app was used in. By https to another host than loopback; in local mode also on loopback, and there by http too.',
  }),
  backchannel_logout_session_required: flag().default(false).meta({
    title: 'Back-channel logout wants the session',
    description: 'Whether the app needs sid in the logout token. It is always there.',
  }),
})
