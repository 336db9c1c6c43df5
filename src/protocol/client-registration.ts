import type { Client } from './client.ts'
import { responseTypes } from './response-type.ts'

type Registered = Pick<Client, 'redirectUris' | 'responseTypes'>

/**
 * The lines of `fragrant.yaml` that register a client with one more redirect URI than it has. A JSON
 * string is a YAML string, so that no character of a value can end it.
 */
export function registrationOf(
  clientId: string,
  redirectUri: string,
  known: Registered | undefined,
): string {
  const { redirectUris = [], responseTypes: types = responseTypes } = known ?? {}
  return [
    'clients:',
    `  - client_id: ${JSON.stringify(clientId)}`,
    `    response_types: ${JSON.stringify(types)}`,
    '    redirect_uris:',
    ...[...redirectUris, redirectUri].map((uri) => `      - ${JSON.stringify(uri)}`),
  ].join('\n')
}
