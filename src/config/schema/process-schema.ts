/**
 * How users sign in, what is logged and how TLS is served.
 *
 * @module
 */

import { z } from 'zod'
import { oneOf, text } from '../../protocol/register/value.ts'
import { defaults } from './default-said.ts'

export const loginSchema = z.strictObject(
  {
    mode: oneOf('form', 'picker', 'auto')
      .optional()
      .meta({
        title: 'Login mode',
        description:
          'form: user name and password. picker: one click on a user beside the form. auto: signs in login.user, or whoever login_hint names, without asking. picker and auto are for local mode on loopback.',
      })
      .register(defaults, { said: 'picker; form in strict mode' }),
    user: text('the username of a user').optional().meta({
      title: 'User of mode auto',
      description: 'Who is signed in without being asked.',
    }),
  },
  { error: 'must be an object with mode, and user for mode auto' },
)

export const logSchema = z.strictObject(
  {
    level: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
      .default('info')
      .meta({ title: 'Log level', description: 'The least important lines that are written.' }),
    format: oneOf('auto', 'json', 'pretty').default('auto').meta({
      title: 'Log format',
      description: 'auto: pretty on a terminal, else one JSON object a line.',
    }),
  },
  { error: 'must be an object with level and format' },
)

const filePath = text('the path of a file')

export const tlsSchema = z.union(
  [
    z.literal('generated'),
    z.strictObject(
      {
        key: filePath.meta({
          title: 'TLS key',
          description: 'The private key, a PEM file.',
        }),
        cert: filePath.meta({
          title: 'TLS certificate',
          description: 'The certificate with its chain, a PEM file.',
        }),
      },
      { error: 'must be generated, or an object with key and cert' },
    ),
  ],
  { error: 'must be generated, or an object with key and cert' },
)
