import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'

/** An API that takes access tokens of one issuer, for itself, with the scope that it asks for. */
export function createApi(issuer: string, jwksUri: string) {
  const keys = createRemoteJWKSet(new URL(jwksUri))
  return createServer(async (request, response) => {
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    const options = { issuer, audience: 'orders', typ: 'at+jwt', requiredClaims: ['sub', 'exp'] }
    const verified = await jwtVerify(token, keys, options).catch(() => undefined)
    if (verified === undefined) return response.writeHead(401).end()
    const { sub, scope } = verified.payload
    if (!String(scope).split(' ').includes('orders:read')) return response.writeHead(403).end()
    response.end(JSON.stringify({ orders: `of ${sub}` }))
  })
}
