/**
 * Silent authorization: a session cookie, a remembered consent, `prompt=none`, `id_token token`.
 *
 * @module
 */
import { startChild } from './load/child.mjs'
import { createConnection } from './load/connection.mjs'
import { compare, contest, portOf } from './load/contest.mjs'
import { silentRequest } from './load/requests.mjs'
import { signIn } from './load/sign-in.mjs'
import { verifyAnswers } from './load/verify.mjs'

const goals = {
  RS256: { floor: 0.95, peer: 2.5 },
  ES256: { floor: 0.85, peer: 10 },
  EdDSA: { floor: 0.85, peer: 6 },
}

export async function measureSilent({ quick, algs, peer, report }) {
  const load = await startChild('load/generator.mjs')
  for (const alg of algs) {
    const servers = await startServers(alg, peer)
    try {
      await measureAlg(alg, { servers, load, quick, report })
    } finally {
      await Promise.all(Object.values(servers).map((server) => server.stop()))
    }
  }
  await load.stop()
}

async function startServers(alg, peer) {
  const [fragrant, bare, signatures] = await Promise.all([
    startChild('servers/fragrant.mjs', { alg }),
    startChild('servers/bare.mjs', { alg }),
    startChild('servers/signatures.mjs', { alg }),
  ])
  if (peer === undefined) return { fragrant, bare, signatures }
  const oidcProvider = await startChild('servers/oidc-provider.mjs', { alg, entry: peer })
  return { fragrant, bare, signatures, oidcProvider }
}

async function measureAlg(alg, { servers, load, quick, report }) {
  const { fragrant, bare, signatures, oidcProvider } = servers
  const silent = async (name, server, path, clientId, withCookie = true) => ({
    name,
    server,
    run: silentLoad(load, {
      issuer: server.issuer,
      path,
      clientId,
      cookie: withCookie ? await cookieOf(server, path, clientId) : 'none=none',
    }),
  })
  const bareSignatures = (name, each) => ({
    name,
    server: signatures,
    run: (count) => signatures.ask({ kind: 'load', count: count * each }),
  })
  const count = (alg === 'RS256' ? 1000 : 4000) / (quick ? 4 : 1)
  const results = await contest(
    [
      await silent('jwt', fragrant, '/authorize', 'jwt'),
      await silent('floor of two', bare, '/two', 'jwt', false),
      bareSignatures('two signatures', 2),
      await silent('opaque', fragrant, '/authorize', 'opaque'),
      await silent('floor of one', bare, '/one', 'opaque', false),
      bareSignatures('one signature', 1),
      ...(oidcProvider ? [await silent('peer', oidcProvider, '/auth', 'opaque')] : []),
    ],
    { rounds: quick ? 3 : 7, count },
  )
  await verifyAnswers(results.get('jwt').samples, { issuer: fragrant.issuer, audience: 'jwt' })
  await verifyAnswers(results.get('opaque').samples, {
    issuer: fragrant.issuer,
    audience: 'opaque',
  })
  tell(alg, results, report)
}

function tell(alg, results, report) {
  const { floor, peer } = goals[alg]
  const ours = { jwt: results.get('jwt'), opaque: results.get('opaque') }
  const versus = (name, format, other, goal) =>
    report.ratio(name, compare(ours[format], results.get(other)), goal)
  report.heading(`silent authorize, ${alg}`)
  report.figure('CPU per answer, JWT access token', ours.jwt.cpu, 'us')
  report.figure('CPU per answer, opaque access token', ours.opaque.cpu, 'us')
  versus(`${alg} JWT against bare Fastify + 2 signatures`, 'jwt', 'floor of two', floor)
  versus(`${alg} JWT against 2 signatures`, 'jwt', 'two signatures')
  versus(`${alg} opaque against bare Fastify + 1 signature`, 'opaque', 'floor of one', floor)
  versus(`${alg} opaque against 1 signature`, 'opaque', 'one signature')
  if (results.has('peer')) versus(`${alg} opaque against oidc-provider`, 'opaque', 'peer', peer)
}

export function silentLoad(load, { issuer, path, clientId, cookie }) {
  const texts = [silentRequest({ issuer, path, clientId, cookie })]
  const expect = { status: 303, inLocation: ['access_token=', 'id_token='] }
  return (count) => load.ask({ kind: 'load', port: portOf({ issuer }), texts, count, expect })
}

/** The cookies of a browser in which alice has signed in and approved for good. */
export async function cookieOf({ issuer }, path, clientId, further = {}) {
  const connection = createConnection(portOf({ issuer }))
  const asked = { issuer, path, clientId, further, decision: 'remember' }
  const { cookie } = await signIn(connection, asked)
  connection.close()
  return cookie
}
