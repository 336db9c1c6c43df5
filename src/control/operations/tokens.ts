import { z } from 'zod'
import { clientId } from '../../protocol/register/client-metadata.ts'
import { defects } from '../faults/defects.ts'
import { operation } from '../operation.ts'
import { mint } from '../tokens/mint.ts'
import { endAccessTokens, endRefreshTokens } from './end-tokens.ts'
import { claims, duration, text, textOrTexts } from './schemas.ts'

/** By the names on the wire as well. */
const kinds = { access: 'access', id: 'id', access_token: 'access', id_token: 'id' } as const

const kind = z
  .enum(Object.keys(kinds) as readonly (keyof typeof kinds)[])
  .transform((name) => kinds[name])

const audError = { error: `${textOrTexts} with one or more` }

const order = z
  .strictObject({
    kind: kind.default('access'),
    sub: text.default('alice').meta({ description: 'A user of the realm, or anybody.' }),
    clientId: clientId.default('test-client').meta({ description: 'It need not be registered.' }),
    aud: z.union([text, z.array(text).min(1, audError)], audError).optional(),
    scope: z.string().default('openid'),
    claims: claims.default({}).meta({ description: 'Over those that a login would write.' }),
    ttl: duration.optional(),
    kid: text.optional().meta({ description: 'The key that signs it.' }),
    defect: z.enum(defects).optional(),
  })
  .meta({ title: 'TokenOrder' })
  .prefault({})

const minted = z.object({ token: z.string(), claims }).meta({ title: 'Token' })

const meant = z
  .strictObject({
    token: text.optional(),
    user: text.optional(),
    clientId: text.optional(),
  })
  .default({})
  .meta({ description: 'Whose tokens are meant; all of them where nothing is said.' })

const ended = z.object({ ended: z.number() })

export const tokenOperations = [
  operation({
    name: 'tokens.issue',
    method: 'POST',
    path: '/realms/{r}/tokens',
    summary: 'Makes a token without a login, sound or with a defect.',
    body: order,
    answer: minted,
    status: 201,
    async run(control, { path: { r = '' }, body }) {
      const { aud, ttl, kid, defect, ...order } = body
      const { realm, steering } = control.find(r)
      const made = await mint(realm, { ...order, aud, ttl, kid, defect })
      const { jti, sub, client_id: clientId, exp } = made.claims
      if (order.kind === 'access' && typeof jti === 'string' && typeof exp === 'number') {
        steering.tokens.note({ jti, sub: String(sub), client_id: String(clientId), exp })
      }
      return made
    },
  }),
  operation({
    name: 'tokens.expire',
    method: 'POST',
    path: '/realms/{r}/tokens/expire',
    summary: 'Ends access tokens, so that their apps must renew them; refresh tokens go on.',
    body: meant,
    answer: ended,
    run: async (control, { path: { r = '' }, body }) => ({
      ended: await endAccessTokens(control.find(r), body, 'expired'),
    }),
  }),
  operation({
    name: 'tokens.revoke',
    method: 'POST',
    path: '/realms/{r}/tokens/revoke',
    summary: 'Ends access tokens, refresh tokens and codes.',
    body: meant,
    answer: ended,
    async run(control, { path: { r = '' }, body }) {
      const at = control.find(r)
      const tokens = await endAccessTokens(at, body, 'revoked')
      return { ended: tokens + (body.token === undefined ? await endRefreshTokens(at, body) : 0) }
    },
  }),
]
