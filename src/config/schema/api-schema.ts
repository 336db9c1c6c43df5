import { z } from 'zod'
import { accessTokenTyps } from '../../protocol/client/token-shape.ts'
import { claimNames } from '../../protocol/register/token-metadata.ts'
import { list, oneOf, shownText, text } from '../../protocol/register/value.ts'
import { isScopeToken, standardScopes } from '../../protocol/scope.ts'
import { isAudience } from '../../protocol/tokens/target.ts'
import { defaults } from './default-said.ts'
import { duration } from './duration.ts'

const isOwnScope = (name: string): boolean =>
  isScopeToken(name) && !standardScopes.some((scope) => scope.name === name)

const scopeName = text(
  'a scope: printable ASCII without space, " and \\, and none of OpenID Connect',
  isOwnScope,
)

/** Of text alone the words are the name. */
const apiScope = z.union(
  [
    scopeName.transform((name) => ({ name, words: name, claims: [] })),
    z
      .strictObject({
        name: scopeName,
        words: shownText(200),
      })
      .transform((scope) => ({ ...scope, claims: [] })),
  ],
  { error: 'must be a scope: its name, or an object with name and words' },
)

export const apiSchema = z
  .strictObject(
    {
      identifier: text(
        'an audience in printable ASCII without space, " and \\, such as https://api.example.com',
        isAudience,
      ).meta({
        title: 'Identifier',
        description:
          'The aud of its access tokens, and what a request names as resource or audience.',
      }),
      scopes: list(apiScope, 'a list of scopes')
        .default([])
        .meta({
          title: 'Scopes',
          description:
            'The scopes that mean something to it: names, or objects with name and words. They come with tokens of this API alone.',
        })
        .register(defaults, { said: 'none' }),
      access_token_claims: claimNames()
        .optional()
        .meta({
          title: 'Claims of access tokens',
          description: 'Claims of the user that its access tokens carry, whatever their scopes.',
        })
        .register(defaults, { said: 'those of the client' }),
      access_token_lifetime: duration('1s', '30d')
        .optional()
        .meta({ title: 'Access token lifetime', description: 'How long its access tokens work.' })
        .register(defaults, { said: 'as its realm says' }),
      access_token_format: oneOf('jwt', 'opaque')
        .optional()
        .meta({
          title: 'Access token format',
          description: 'jwt, or opaque: a token that says nothing, for APIs that ask /introspect.',
        })
        .register(defaults, { said: 'as the client says' }),
      access_token_typ: oneOf(...accessTokenTyps)
        .optional()
        .meta({
          title: 'Access token typ',
          description: 'What its access tokens say that they are.',
        })
        .register(defaults, { said: 'as the client says' }),
    },
    { error: 'must be an API: an object with identifier' },
  )
  .meta({ title: 'API', description: 'Whom access tokens may be for.' })

export type ApiOptions = z.output<typeof apiSchema>
