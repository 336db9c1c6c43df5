/**
 * What the request wants to have, and how the answer is to travel.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import { knownResponseType, responseTypes, returnsToken } from '../../response/response-type.ts'
import type { ServerTerms } from '../draft.ts'
import { mayUse, reaches } from '../return-address.ts'
import { type AuthorizeRule, isAbsent } from './authorize-rule.ts'

const wayToCode = ({ address }: ServerTerms): string =>
  `How an app moves to code and PKCE: ${address}${realmPaths.moving}`

export const responseRules: readonly AuthorizeRule[] = [
  {
    must: 'send response_type',
    cites: 'RFC 6749 §3.1.1',
    error: 'invalid_request',
    holds: (draft) => !isAbsent(draft, 'response_type'),
  },
  {
    must: 'ask for a response_type that this server supports',
    cites: 'RFC 6749 §4.2.2.1',
    error: 'unsupported_response_type',
    holds: ({ responseType }) => responseType !== undefined,
    adds: ({ sent }) =>
      `Supported are ${responseTypes.join(', ')}; it asked for ${knownResponseType(sent.values.get('response_type'))}.`,
  },
  {
    must: 'ask for a response_type that the client registered',
    cites: 'RFC 6749 §4.2.2.1',
    error: 'unauthorized_client',
    holds: ({ client, responseType }) => client.responseTypes.some((type) => type === responseType),
    adds: ({ client, responseType, terms }) =>
      [
        `Its response_types are ${client.responseTypes.join(', ') || 'none at all'}.`,
        ...(responseType !== undefined && returnsToken(responseType) ? [wayToCode(terms)] : []),
      ].join(' '),
  },
  {
    must: 'ask for a response_mode that this server supports, if for any',
    cites: 'OAuth Responses §2.1',
    error: 'invalid_request',
    holds: (draft) => draft.responseMode !== undefined || isAbsent(draft, 'response_mode'),
  },
  {
    must: 'keep tokens out of the query',
    cites: 'OAuth Responses §5',
    error: 'invalid_request',
    holds: ({ responseMode, responseType }) =>
      responseMode !== 'query' || responseType === undefined || !returnsToken(responseType),
  },
  {
    must: 'keep tokens out of the query in a JWT too, for it is signed and not encrypted',
    cites: 'JARM §2.3.1',
    error: 'invalid_request',
    holds: ({ responseMode, responseType }) =>
      responseMode !== 'query.jwt' || responseType === undefined || !returnsToken(responseType),
  },
  {
    must: 'ask for a response_mode that the client registered, if for any',
    cites: 'OAuth Responses §2.1',
    error: 'invalid_request',
    holds: ({ client, responseMode }) => responseMode === undefined || mayUse(client, responseMode),
  },
  {
    must: 'do without messages where its redirect_uri has no origin that a page can name to browsers',
    cites: 'RFC 9700 §4.17',
    error: 'invalid_request',
    holds: ({ responseMode, sent }) =>
      responseMode === undefined || reaches(responseMode, sent.values.get('redirect_uri') ?? ''),
  },
]
