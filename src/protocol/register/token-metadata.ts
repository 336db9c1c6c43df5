/**
 * What client metadata say of tokens: whom they are for, and what they carry. The same members say it
 * for a whole realm.
 *
 * @module
 */

import { z } from 'zod'
import { accessTokenTyps, type TokenShape } from '../client/token-shape.ts'
import { isAudience, targetLimit } from '../tokens/target.ts'
import { isClaimName } from '../userinfo/claims-request.ts'
import { list, oneOf, text } from './value.ts'

const audienceTakes =
  'must be at least one API, as a list or as text with spaces between them: printable ASCII without " and \\, such as https://api.example.com'

/** One audience or several: they hold no space, so a text can hold several too. */
const audience = () =>
  z
    .union([z.string(), z.array(z.string({ error: audienceTakes }))], { error: audienceTakes })
    .transform((value) => (typeof value === 'string' ? value.split(' ') : value).filter(Boolean))
    .refine((all) => all.length > 0 && all.every(isAudience), { error: audienceTakes })
    .refine((all) => all.join('').length <= targetLimit, { error: audienceTakes })

export const claimNames = () =>
  list(text('the name of a claim in printable ASCII', isClaimName), 'a list of claim names')

export type TokenMembers = ReturnType<typeof tokenMembers>

/** Made anew for each that says it: what holds where nothing is said differs. */
export function tokenMembers() {
  return {
    audience: audience().optional().meta({
      title: 'Audience',
      description:
        'The API that access tokens are for, as their aud. Of several the first is the usual one, and a request chooses by resource or audience.',
    }),
    access_token_typ: oneOf(...accessTokenTyps)
      .optional()
      .meta({
        title: 'Access token typ',
        description:
          'What access tokens say that they are: at+jwt (RFC 9068), or JWT for APIs whose libraries refuse that, as those of Spring Security do.',
      }),
    access_token_claims: claimNames().optional().meta({
      title: 'Claims of access tokens',
      description:
        'Claims of the user that every JWT access token carries, whatever its scopes, such as roles.',
    }),
    id_token_claims: claimNames().optional().meta({
      title: 'Claims of ID Tokens',
      description:
        'Claims of the user that every ID Token carries, also beside an access token, such as name.',
    }),
  }
}

export interface TokenMetadata {
  readonly audience?: readonly string[] | undefined
  readonly access_token_typ?: TokenShape['accessTokenTyp'] | undefined
  readonly access_token_claims?: readonly string[] | undefined
  readonly id_token_claims?: readonly string[] | undefined
}

/** What was said, in our words; what was not is left out. */
export function toTokenShape(metadata: TokenMetadata): Partial<TokenShape> {
  const { audience: audiences, access_token_typ: accessTokenTyp } = metadata
  const { access_token_claims: accessTokenClaims, id_token_claims: idTokenClaims } = metadata
  return {
    ...(audiences !== undefined && { audiences }),
    ...(accessTokenTyp !== undefined && { accessTokenTyp }),
    ...(accessTokenClaims !== undefined && { accessTokenClaims }),
    ...(idTokenClaims !== undefined && { idTokenClaims }),
  }
}
