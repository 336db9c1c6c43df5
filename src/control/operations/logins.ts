import { z } from 'zod'
import { userClaims } from '../../config/schema/user-schema.ts'
import type { Control } from '../control.ts'
import { ControlError } from '../control-error.ts'
import { readToken } from '../journal/reading/seen-tokens.ts'
import { recordedWalk } from '../journal/recorded-walk.ts'
import type { LoginAnswer, LoginPlan } from '../logins/login-plan.ts'
import { findUser } from '../logins/planned-logins.ts'
import { operation } from '../operation.ts'
import { match as anyMatch, claims, errorText, oneOf, text, textOrTexts } from './schemas.ts'

const scope = text.regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, {
  error: 'must be one scope, without spaces (RFC 6749 §3.3)',
})

const login = z.strictObject({
  user: text.meta({ description: 'Their user name, `sub` or e-mail address.' }),
  claims: userClaims.optional().meta({
    description:
      'What is known of them in this login alone: its tokens and answers tell it, whatever its scopes.',
  }),
  grantScopes: z.array(scope, { error: 'must be a list of scopes' }).optional().meta({
    description:
      'The scopes that they grant; all that are asked for when left out. What is not asked for is not granted.',
  }),
})
const denial = z.strictObject({ deny: z.literal(true, { error: 'must be true' }) })
const failure = z.strictObject({ error: errorText, description: errorText.optional() })

const answer = z
  .union([login, denial, failure], {
    error: 'must be { user, claims?, grantScopes? }, { deny: true } or { error, description? }',
  })
  .meta({ title: 'LoginAnswer', description: 'How a login ends.' })

/** Logins happen at the authorization endpoint, and nowhere else. */
const match = anyMatch
  .omit({ grantType: true })
  .extend({ endpoint: oneOf(['authorize']).optional() })

const planned = z.strictObject({ answer, match: match.default({}) }).meta({ title: 'PlannedLogin' })

/** A user who is not there would be found out by the test much later, far from here. */
async function mustExist(control: Control, r: string, wanted: LoginAnswer): Promise<void> {
  if (!('user' in wanted)) return
  const { users } = control.find(r).realm.inside
  if ((await findUser(users, wanted.user)) !== undefined) return
  throw new ControlError(404, `There is no user ${wanted.user}.`, 'answer.user')
}

const state = z.object({ next: z.array(planned), always: planned.nullable() })

const stateOf = (control: Control, r: string): z.input<typeof state> => {
  const { next, always = null } = control.find(r).steering.logins.state()
  const planned = next.map(({ answer, match }) => ({ answer, match }))
  return { next: planned, always } as z.input<typeof state>
}

const walker = z.union(
  [z.strictObject({ user: text, sid: text.optional() }), denial, z.strictObject({ sid: text })],
  { error: 'must be { user, sid? }, { deny: true } or { sid }' },
)

const walked = z
  .object({
    redirect: z.string(),
    mode: z.string(),
    params: z.record(z.string(), z.string()),
    error: z.string().nullable(),
    tokens: z.record(z.string(), z.string()).meta({
      description: 'Those of the params that are tokens: access_token, id_token.',
    }),
    idToken: claims.nullable().meta({ description: 'The claims of the ID Token.' }),
    sid: z.string().nullable().meta({ description: 'The session, for the next call as { sid }.' }),
  })
  .meta({ title: 'Authorized' })

const tokensIn = (sent: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(sent).filter(([name]) => /^(?:id|access)_token$/.test(name)))

/** Null for what is no JWT, as a fault may make it. */
const claimsIn = (token: string | undefined) => (token && readToken(token)?.claims) || null

/** Changes it on every replica. */
function changed<Result>(control: Control, r: string, change: (logins: LoginPlan) => Result) {
  const { logins, sharing } = control.find(r).steering
  return sharing.change(() => change(logins))
}

export const loginOperations = [
  operation({
    name: 'logins.get',
    method: 'GET',
    path: '/realms/{r}/logins',
    summary: 'Lists the logins that are planned.',
    answer: state,
    run: (control, { path: { r = '' } }) => stateOf(control, r),
  }),
  operation({
    name: 'logins.next',
    method: 'POST',
    path: '/realms/{r}/logins/next',
    summary: 'Answers the login and consent pages of the next request that fits, once.',
    body: planned,
    answer: state,
    status: 201,
    async run(control, { path: { r = '' }, body }) {
      await mustExist(control, r, body.answer)
      if (!(await changed(control, r, (logins) => logins.next(body)))) {
        throw new ControlError(
          409,
          'There is no room for more logins: nobody has met those that are planned.',
        )
      }
      return stateOf(control, r)
    },
  }),
  operation({
    name: 'logins.always',
    method: 'PUT',
    path: '/realms/{r}/logins/always',
    summary: 'Answers the login and consent pages of every request that fits.',
    body: planned,
    answer: state,
    async run(control, { path: { r = '' }, body }) {
      await mustExist(control, r, body.answer)
      await changed(control, r, (logins) => logins.always(body))
      return stateOf(control, r)
    },
  }),
  operation({
    name: 'logins.never',
    method: 'DELETE',
    path: '/realms/{r}/logins/always',
    summary: 'Ends what logins.always has begun.',
    answer: state,
    async run(control, { path: { r = '' } }) {
      await changed(control, r, (logins) => logins.always(undefined))
      return stateOf(control, r)
    },
  }),
  operation({
    name: 'authorize',
    method: 'POST',
    path: '/realms/{r}/authorize',
    summary: 'Walks an authorization request to its answer without a browser.',
    body: z.strictObject({
      params: z.record(
        z.string(),
        z.union([z.string(), z.array(z.string())], { error: textOrTexts }),
      ),
      as: walker.optional(),
    }),
    answer: walked,
    async run(control, { path: { r = '' }, body: { params, as } }) {
      const {
        redirect,
        mode,
        params: sent,
        sid = null,
      } = await recordedWalk(control.recorder, control.find(r).realm, params, as)
      const { error = null, id_token: idToken } = sent
      return {
        redirect,
        mode,
        params: sent,
        tokens: tokensIn(sent),
        error,
        idToken: claimsIn(idToken),
        sid,
      }
    },
  }),
]
