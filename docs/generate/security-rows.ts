/**
 * Every security requirement, whether it is met, and the tests that prove it.
 *
 * @module
 */

import { accessTokenRows } from './security-rows/access-tokens.ts'
import { authorizeRows } from './security-rows/authorize.ts'
import { consoleRows } from './security-rows/console.ts'
import { logInRows } from './security-rows/log-in.ts'
import { logOutRows } from './security-rows/log-out.ts'
import { loopbackRows } from './security-rows/loopback.ts'
import { pageRows } from './security-rows/pages.ts'
import { registrationRows } from './security-rows/registration.ts'
import { returningRows } from './security-rows/returning.ts'
import type { SecurityPart } from './security-rows/row.ts'
import { serverRows } from './security-rows/server.ts'
import { tokenRows } from './security-rows/tokens.ts'

export const securityParts: readonly SecurityPart[] = [
  { title: 'The authorization endpoint', rows: authorizeRows },
  { title: 'Tokens and keys', rows: tokenRows },
  { title: 'Login, sessions and consent', rows: logInRows },
  { title: 'Pages and form_post', rows: pageRows },
  { title: 'Logout', rows: logOutRows },
  { title: 'Registration and requests to others', rows: registrationRows },
  { title: 'HTTP, configuration, log and supply', rows: serverRows },
  { title: 'Access tokens for APIs', rows: accessTokenRows },
  { title: 'Apps on loopback that nobody has registered', rows: loopbackRows },
  { title: 'Coming back', rows: returningRows },
  { title: 'The console', rows: consoleRows },
]

export const securityRows = securityParts.flatMap(({ rows }) => rows)
