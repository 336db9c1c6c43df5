import { z } from 'zod'
import { clientId, clientMetadata } from '../../protocol/register/client-metadata.ts'
import { flag, oneOf, shownText } from '../../protocol/register/value.ts'
import { brandMembers } from './brand-schema.ts'
import { defaults } from './default-said.ts'
import { documented, ofClient } from './token-schema.ts'

const { client_name, ...metadata } = documented(clientMetadata, ofClient)

defaults.add(metadata.response_types, {
  said: '`code` `id_token`, as far as grant_types lets it have them',
})

/** A client as its operator writes it: its metadata, and what no client says of itself. */
export const clientSchema = z
  .strictObject(
    {
      client_id: clientId,
      client_name,
      enabled: flag().default(true).meta({
        title: 'Enabled',
        description: 'Whether requests of this client are answered.',
      }),
      ...metadata,
      software_id: shownText(200).optional().meta({
        title: 'Application',
        description:
          'What the clients of one app have in common (RFC 7591 §2): one for production and one for its sandbox, as the console shows them side by side.',
      }),
      environment: oneOf('production', 'sandbox').default('production').meta({
        title: 'Environment',
        description:
          'Which of the clients of an app this is. It changes nothing of what they may do.',
      }),
      ...brandMembers('the pages about this app', 'as its realm has it'),
      first_party: flag().default(false).meta({
        title: 'First party',
        description: 'Whether its users are spared the consent page.',
      }),
    },
    { error: 'must be a client: an object with client_id and redirect_uris' },
  )
  .meta({ title: 'Client', description: 'An app that may ask for tokens.' })

export type ClientOptions = z.output<typeof clientSchema>
