import type { Client } from './client.ts'

/**
 * Where a user is sent who wants to sign in to a client and is not there: its `initiate_login_uri`, told
 * whom to ask. Undefined when the client registered none, or nobody may sign in to it (OIDC Core §4).
 */
export function initiateLoginAddress(
  { initiateLoginUri, enabled }: Client,
  issuer: string,
): string | undefined {
  if (initiateLoginUri === undefined || !enabled) return undefined
  const address = new URL(initiateLoginUri)
  address.searchParams.append('iss', issuer)
  return address.href
}
