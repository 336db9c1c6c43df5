import { z } from 'zod'
import { flag, shownText, text } from '../../protocol/register/value.ts'
import { claimProblem } from './claims.ts'
import { isPassword } from './password.ts'

const passwordTakes =
  'must be plain text of 1 to 1024 bytes (a number needs quotes), or a $scrypt$ hash as fragrant hash-password prints it'

export const password = z
  .string({ error: passwordTakes })
  .refine(isPassword, { error: passwordTakes })

/** What may be known of a user. */
export const userClaims = z
  .record(z.string(), z.unknown(), { error: 'must be an object of claims' })
  .superRefine((values, context) => {
    for (const [name, value] of Object.entries(values)) {
      const problem = claimProblem(name, value)
      if (problem !== undefined) {
        context.addIssue({ code: 'custom', message: problem, path: [name] })
      }
    }
  })

export const userSchema = z
  .strictObject(
    {
      username: shownText(255, ' (a number needs quotes)').meta({
        title: 'User name',
        description: 'What the user types to sign in; unique in its realm.',
      }),
      sub: text(
        'printable ASCII text of 1 to 255 characters (a number needs quotes)',
        /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/,
      )
        .optional()
        .meta({
          title: 'Subject',
          description: 'The identifier that apps see, never reused; the user name when left out.',
        }),
      password: password.optional().meta({
        title: 'Password',
        description:
          'Plain text (on loopback only) or a $scrypt$ hash. Without one no password works.',
      }),
      enabled: flag().default(true).meta({
        title: 'Enabled',
        description: 'Whether the user may sign in.',
      }),
      claims: userClaims.default({}).meta({
        title: 'Claims',
        description: 'What is known of the user, by the names of OIDC Core §5.1 or your own.',
      }),
    },
    { error: 'must be a user: an object with username' },
  )
  .meta({ title: 'User', description: 'Somebody who may sign in.' })

export type UserOptions = z.output<typeof userSchema>
