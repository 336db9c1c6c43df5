import { yamlString } from '../snippets/snippet.ts'
import { type ToldClient, writtenOf } from './client.ts'

/** The lines of `fragrant.yaml` that say the same of a client. JSON is YAML, so no value can end its line. */
export function yamlOf(client: ToldClient): string {
  const { client_id: id, has_secret: isConfidential, client_secret_sha256: hash } = client
  const members = Object.entries(writtenOf(client)).filter(([name]) => name !== 'client_id')
  return [
    'clients:',
    `  - client_id: ${yamlString(id)}`,
    ...members.map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`),
    ...(isConfidential && hash === undefined ? ['    # client_secret: is not shown here'] : []),
    '',
  ].join('\n')
}
