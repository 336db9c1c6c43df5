import type { ResponseType } from '../protocol/response/response-type.ts'

interface Registrable {
  readonly clientId: string
  readonly redirectUris: readonly string[]
  readonly responseTypes: readonly ResponseType[]
}

/**
 * The lines of `fragrant.yaml` that register a client. A JSON string is a YAML string, so that no
 * character of a value can end it.
 */
export function registrationLines({ clientId, redirectUris, responseTypes }: Registrable): string {
  return [
    'clients:',
    `  - client_id: ${JSON.stringify(clientId)}`,
    `    response_types: ${JSON.stringify(responseTypes)}`,
    '    redirect_uris:',
    ...redirectUris.map((uri) => `      - ${JSON.stringify(uri)}`),
  ].join('\n')
}
