import { z } from 'zod'
import { redirectUriProblem } from './redirect-uri.ts'

/**
 * An http(s) address of an app by the rules of redirect URIs: https, or http on loopback. What we send
 * with it is added to its query, so the query must leave room for `added`, and always for iss.
 */
export const appAddress = (example: string, ...added: readonly string[]) =>
  z
    .string({ error: `must be an absolute URI, such as https://app.example/${example}` })
    .superRefine((uri, context) => {
      const problem = redirectUriProblem(uri) ?? addressProblem(new URL(uri), added)
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
    })

function addressProblem(
  { protocol, searchParams }: URL,
  added: readonly string[],
): string | undefined {
  if (protocol !== 'https:' && protocol !== 'http:') return 'must use https, or http on loopback'
  const taken = added.find((name) => searchParams.has(name))
  return taken === undefined ? undefined : `must leave ${taken} out of its query`
}
