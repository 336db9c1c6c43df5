/**
 * The peer: oidc-provider with the implicit grant and codes, everything in a Map, its own sample pages.
 *
 * @module
 */
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import { redirectUri } from '../load/requests.mjs'
import { answering } from './answering.mjs'

/** Keeps what it is given; nothing expires during a measurement. */
class MapAdapter {
  static #kept = new Map()
  static #byUid = new Map()

  constructor(model) {
    this.model = model
  }
  key(id) {
    return `${this.model}:${id}`
  }
  async upsert(id, payload) {
    MapAdapter.#kept.set(this.key(id), payload)
    if (payload.uid !== undefined) MapAdapter.#byUid.set(this.key(payload.uid), id)
  }
  async find(id) {
    return MapAdapter.#kept.get(this.key(id))
  }
  async findByUid(uid) {
    return this.find(MapAdapter.#byUid.get(this.key(uid)))
  }
  async consume(id) {
    Object.assign(MapAdapter.#kept.get(this.key(id)), { consumed: Math.floor(Date.now() / 1000) })
  }
  async destroy(id) {
    MapAdapter.#kept.delete(this.key(id))
  }
  async revokeByGrantId() {}
}

answering(async ({ alg, entry }) => {
  const { Provider } = await import(entry)
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const server = createServer({ keepAliveTimeout: 60_000 })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    adapter: MapAdapter,
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg, use: 'sig', kid: 'bench' }] },
    responseTypes: ['id_token token', 'id_token', 'code'],
    issueRefreshToken: () => true,
    clientDefaults: { id_token_signed_response_alg: alg },
    enabledJWA: { idTokenSigningAlgValues: [alg] },
    cookies: { keys: ['bench'] },
    claims: { openid: ['sub'], profile: ['name', 'nickname'], email: ['email', 'email_verified'] },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        name: 'Alice',
        nickname: 'Ali',
        email: 'a@b.example',
        email_verified: true,
      }),
    }),
    clients: [
      {
        client_id: 'opaque',
        redirect_uris: [redirectUri],
        response_types: ['id_token token', 'id_token'],
        grant_types: ['implicit'],
        token_endpoint_auth_method: 'none',
      },
      {
        client_id: 'code-opaque',
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
      },
    ],
  })
  server.on('request', provider.callback())
  return { issuer }
})
