/**
 * The floor: routes on a Fastify without anything, which do what no server can leave out.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import Fastify from 'fastify'
import { createSigner } from '../load/signer.mjs'
import { answering } from './answering.mjs'

answering(async ({ alg, routes = [] }) => {
  const { sign, jwks } = await createSigner(alg)
  const app = Fastify()
  let issuer = ''

  const idToken = ({ nonce }) =>
    sign({ sub: 'alice', aud: 'jwt', nonce, sid, at_hash: sid, iss: issuer })
  const accessToken = ({ scope }) =>
    sign({ sub: 'alice', aud: issuer, scope, sid, jti: sid, iss: issuer })

  app.get('/one', async (request, reply) => {
    const token = await idToken(request.query)
    return reply.redirect(
      `${request.query.redirect_uri}#access_token=${sid}&id_token=${token}`,
      303,
    )
  })
  app.get('/two', async (request, reply) => {
    const access = await accessToken(request.query)
    const token = await idToken(request.query)
    return reply.redirect(
      `${request.query.redirect_uri}#access_token=${access}&id_token=${token}`,
      303,
    )
  })
  app.get('/code', async ({ query }, reply) =>
    reply.redirect(`${query.redirect_uri}?code=${sid}&state=${query.state}`, 303),
  )
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, body, done) => {
    body.resume().on('end', () => done(null))
  })
  const tokens = async (access_token) => ({
    ...{ access_token, token_type: 'Bearer', expires_in: 3600, refresh_token: sid },
    id_token: await idToken({}),
  })
  app.post('/tokens/one', async () => tokens(sid))
  app.post('/tokens/two', async () => tokens(await accessToken({})))
  app.get('/.well-known/jwks.json', async () => jwks)
  for (const { path, headers, body } of routes) {
    const bytes = Buffer.from(body)
    app.get(path, (_request, reply) => reply.headers(headers).send(bytes))
  }
  app.get('/claims', async () => claims)
  issuer = await app.listen({ host: '127.0.0.1', port: 0 })
  return { issuer }
})

const sid = randomBytes(16).toString('base64url')

/** As many as alice's claims of the scopes openid, profile and email. */
const claims = {
  sub: 'alice',
  name: 'Alice Rosa Liddell',
  family_name: 'Liddell',
  given_name: 'Alice',
  middle_name: 'Rosa',
  nickname: 'Ali',
  preferred_username: 'alice',
  profile: 'https://people.example/alice',
  picture: 'https://people.example/alice/picture.png',
  website: 'https://alice.example/',
  gender: 'female',
  birthdate: '1992-05-04',
  zoneinfo: 'Europe/London',
  locale: 'en-GB',
  updated_at: 1_735_689_600,
  email: 'alice@people.example',
  email_verified: true,
}
