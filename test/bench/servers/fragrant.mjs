import { createFragrant } from '../../../dist/bundle/index.js'
import { redirectUri } from '../load/requests.mjs'
import { answering } from './answering.mjs'

const client = (client_id, access_token_format) => ({
  client_id,
  access_token_format,
  redirect_uris: [redirectUri],
  response_types: ['id_token token', 'token'],
})

const codeClient = (access_token_format) => ({
  client_id: `code-${access_token_format}`,
  access_token_format,
  redirect_uris: [redirectUri],
  response_types: ['code'],
  refresh_tokens: 'always',
})

answering(async ({ alg, control = false, console = false, store = 'memory' }) => {
  const fragrant = await createFragrant({
    host: '127.0.0.1',
    port: 0,
    signing_alg: alg,
    control,
    store,
    console,
    log: { level: 'info', format: 'json' },
    clients: [
      client('jwt', 'jwt'),
      client('opaque', 'opaque'),
      codeClient('jwt'),
      codeClient('opaque'),
    ],
  })
  const { issuer } = await fragrant.listen()
  return { issuer }
})
