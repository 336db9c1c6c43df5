import { z } from 'zod'
import { clientId, clientMetadata } from '../../protocol/register/client-metadata.ts'
import { flag } from '../../protocol/register/value.ts'
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
      first_party: flag().default(false).meta({
        title: 'First party',
        description: 'Whether its users are spared the consent page.',
      }),
    },
    { error: 'must be a client: an object with client_id and redirect_uris' },
  )
  .meta({ title: 'Client', description: 'An app that may ask for tokens.' })

export type ClientOptions = z.output<typeof clientSchema>
