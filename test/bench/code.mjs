/**
 * Code → token → refresh: a session cookie, a remembered consent, PKCE by S256. Three requests a flow:
 * `prompt=none` for a code, the code for tokens, and the refresh token for others.
 *
 * @module
 */
import { startChild } from './load/child.mjs'
import { compare, contest, portOf } from './load/contest.mjs'
import { median } from './load/statistics.mjs'
import { verifyTokens } from './load/verify.mjs'
import { cookieOf } from './silent.mjs'

const requestsOfFlow = 3

/** Both answers of the token endpoint bring an ID Token, and an access token that may be a JWT. */
const signatures = { jwt: 4, opaque: 2 }

export async function measureCode({ quick, algs, peer, report }) {
  const load = await startChild('load/generator.mjs')
  for (const alg of algs) {
    const servers = await startServers(alg, peer)
    try {
      await measureAlg(alg, { servers, load, quick, report })
    } finally {
      await Promise.all(Object.values(servers).map((server) => server?.stop()))
    }
  }
  await load.stop()
}

async function startServers(alg, peer) {
  const [fragrant, bare, signing] = await Promise.all([
    startChild('servers/fragrant.mjs', { alg }),
    startChild('servers/bare.mjs', { alg }),
    startChild('servers/signatures.mjs', { alg }),
  ])
  const oidcProvider = peer && (await startChild('servers/oidc-provider.mjs', { alg, entry: peer }))
  return { fragrant, bare, signing, oidcProvider }
}

async function measureAlg(alg, { servers, load, quick, report }) {
  const { fragrant, bare, signing, oidcProvider } = servers
  const flow = async (name, server, path, clientId, tokenPath = '/token') => ({
    name,
    server,
    run: codeLoad(load, {
      ...{ issuer: server.issuer, path, tokenPath, clientId },
      cookie: server === bare ? 'none=none' : await codeCookieOf(server, path, clientId),
    }),
  })
  const bareSignatures = (name, each) => ({
    name,
    server: signing,
    run: (count) => signing.ask({ kind: 'load', count: count * each }),
  })
  const count = (alg === 'RS256' ? 500 : 2000) / (quick ? 4 : 1)
  const results = await contest(
    [
      await flow('jwt', fragrant, '/authorize', 'code-jwt'),
      await flow('floor of jwt', bare, '/code', 'code-jwt', '/tokens/two'),
      bareSignatures('signatures of jwt', signatures.jwt),
      await flow('opaque', fragrant, '/authorize', 'code-opaque'),
      await flow('floor of opaque', bare, '/code', 'code-opaque', '/tokens/one'),
      bareSignatures('signatures of opaque', signatures.opaque),
      ...(oidcProvider ? [await flow('peer', oidcProvider, '/auth', 'code-opaque')] : []),
    ],
    { rounds: quick ? 3 : 7, count },
  )
  for (const format of ['jwt', 'opaque']) {
    const expected = { issuer: fragrant.issuer, audience: `code-${format}` }
    await verifyTokens(results.get(format).samples, expected)
  }
  tell(alg, results, report)
}

function tell(alg, results, report) {
  report.heading(`code, token, refresh, ${alg}`)
  for (const format of ['jwt', 'opaque']) {
    const ours = results.get(format)
    const kind = format === 'jwt' ? 'JWT' : 'opaque'
    const versus = (name, other) =>
      report.ratio(`${alg} ${kind} against ${name}`, compare(ours, results.get(other)))
    report.figure(`CPU per flow, ${kind} access token`, ours.cpu / 1000, 'ms')
    report.figure(`rate, ${kind} access token`, median(ours.rates) * requestsOfFlow, 'requests/s')
    versus(`bare Fastify + ${signatures[format]} signatures`, `floor of ${format}`)
    versus(`${signatures[format]} signatures`, `signatures of ${format}`)
  }
  if (!results.has('peer')) return
  const peer = compare(results.get('opaque'), results.get('peer'))
  report.ratio(`${alg} opaque against oidc-provider`, peer)
}

export const codeLoad =
  (load, { issuer, ...flow }) =>
  (count) =>
    load.ask({ kind: 'codes', port: portOf({ issuer }), issuer, ...flow, count })

/** The cookies of a browser whose user has approved codes for good. */
export const codeCookieOf = (server, path, clientId) =>
  cookieOf(server, path, clientId, {
    ...{ response_type: 'code', code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' },
  })
