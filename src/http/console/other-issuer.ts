/**
 * Another issuer than ours, as somebody names it for the playground.
 *
 * @module
 */

import type { FastifyRequest } from 'fastify'
import { namedOriginOf } from '../../protocol/client/redirect-uri.ts'
import { queryOf } from '../edge/forms.ts'

export type AskedIssuer =
  | { readonly kind: 'own' }
  | {
      readonly kind: 'other'
      readonly issuer: string
      /** What a page must be allowed to call, as a CSP source. */
      readonly origin: string
      readonly clientId: string
    }
  | { readonly kind: 'unclear'; readonly typed: string }

const longest = 500

/** What the playground calls itself there: another Fragrant has a client `playground` with a callback of its own. */
export const clientElsewhere = 'fragrant-playground'

/** Letters, digits and what stands in paths: nothing that ends a directive of a policy. */
const plain = /^https?:\/\/[\w.:@[\]-]+(?:\/[\w.~%/-]*)?$/

/** Reads `issuer` and `client_id` of a query; the slash that some issuers end in stays. */
export function askedIssuer(request: FastifyRequest, own: string): AskedIssuer {
  const query = queryOf(request)
  const values = query.kind === 'decoded' ? query.values : new Map<string, string>()
  const typed = (values.get('issuer') ?? '').trim()
  if (typed === '' || typed === own) return { kind: 'own' }
  const origin = typed.length <= longest && plain.test(typed) ? namedOriginOf(typed) : undefined
  if (origin === undefined || !URL.canParse(typed) || new URL(typed).username !== '') {
    return { kind: 'unclear', typed: typed.slice(0, longest) }
  }
  return {
    kind: 'other',
    issuer: typed,
    origin,
    clientId: values.get('client_id') || clientElsewhere,
  }
}
