// An API that takes access tokens: it knows the issuer by one address, and reaches it by another.
import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const { ISSUER, DISCOVERY, AUDIENCE = ISSUER, PORT = '5174' } = process.env

const metadata = await (await fetch(DISCOVERY)).json()
if (metadata.issuer !== ISSUER) throw new Error(`${DISCOVERY} speaks for ${metadata.issuer}.`)
const keys = createRemoteJWKSet(new URL(metadata.jwks_uri))

const server = createServer(async (request, response) => {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-headers', 'authorization')
  if (request.method === 'OPTIONS') return response.writeHead(204).end()
  const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? []
  try {
    const { payload } = await jwtVerify(token, keys, { issuer: ISSUER, audience: AUDIENCE })
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ hello: payload.sub, scope: payload.scope }))
  } catch {
    response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end()
  }
})
server.listen(Number(PORT), '0.0.0.0', () => console.log(`The API listens on ${PORT}.`))
process.once('SIGTERM', () => server.close(() => process.exit(0)).closeAllConnections())
