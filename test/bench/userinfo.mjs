/**
 * Userinfo with tokens in use, JWT and opaque, against a bare route that answers as many claims.
 *
 * @module
 */
import { startChild } from './load/child.mjs'
import { compare, contest, portOf } from './load/contest.mjs'
import { getRequest } from './load/requests.mjs'
import { cookieOf, silentLoad } from './silent.mjs'

/** So many tokens are used in turn. */
const tokens = 32

export async function measureUserinfo({ quick, peer, report }) {
  const alg = 'ES256'
  const load = await startChild('load/generator.mjs')
  const fragrant = await startChild('servers/fragrant.mjs', { alg })
  const bare = await startChild('servers/bare.mjs', { alg })
  const oidcProvider = peer && (await startChild('servers/oidc-provider.mjs', { alg, entry: peer }))
  const contestant = async (name, server, path, authorize, clientId) => ({
    name,
    server,
    run: await userinfoLoad(load, server, {
      ...{ path, authorize, clientId },
      cookie: await cookieOf(server, authorize, clientId),
    }),
  })
  const jwt = await contestant('jwt', fragrant, '/userinfo', '/authorize', 'jwt')
  const floor = (name) => ({ name, server: bare, run: bareLoad(load, bare) })
  const results = await contest(
    [
      jwt,
      floor('floor'),
      await contestant('opaque', fragrant, '/userinfo', '/authorize', 'opaque'),
      floor('floor again'),
      ...(oidcProvider ? [await contestant('peer', oidcProvider, '/me', '/auth', 'opaque')] : []),
    ],
    { rounds: quick ? 3 : 7, count: quick ? 4000 : 16_000 },
  )
  report.heading('userinfo')
  for (const [name, other] of [
    ['jwt', 'floor'],
    ['opaque', 'floor again'],
  ]) {
    report.figure(`CPU per answer, ${name}`, results.get(name).cpu, 'us')
    report.ratio(
      `${name} against a bare Fastify route`,
      compare(results.get(name), results.get(other)),
      0.9,
    )
  }
  if (oidcProvider) {
    report.ratio(
      'opaque against oidc-provider',
      compare(results.get('opaque'), results.get('peer')),
      7,
    )
  }
  await Promise.all([load, fragrant, bare, oidcProvider].map((child) => child?.stop()))
}

export async function userinfoLoad(load, { issuer }, { path, authorize, clientId, cookie }) {
  const authorized = silentLoad(load, { issuer, path: authorize, clientId, cookie })
  // One by one: of each load the last answer is handed back.
  const texts = []
  for (let made = 0; made < tokens; made += 1) {
    const { samples } = await authorized(1)
    const token = new URLSearchParams(samples[0].split('#')[1]).get('access_token')
    texts.push(getRequest(issuer, path, { authorization: `Bearer ${token}` }))
  }
  const expect = { status: 200, inBody: '"sub":"alice"' }
  return (count) => load.ask({ kind: 'load', port: portOf({ issuer }), texts, count, expect })
}

/** The same token text, so that the bytes on the way are the same; the bare route reads none. */
function bareLoad(load, { issuer }) {
  const texts = [getRequest(issuer, '/claims', { authorization: `Bearer ${'x'.repeat(600)}` })]
  const expect = { status: 200, inBody: '"sub":"alice"' }
  return (count) => load.ask({ kind: 'load', port: portOf({ issuer }), texts, count, expect })
}
