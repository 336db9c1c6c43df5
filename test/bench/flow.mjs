/**
 * The full flow of a browser that nobody knows: login page, password, consent page, tokens.
 *
 * The password is kept as plain text, so that no password hash is counted: a hash takes as long as
 * it is told to.
 *
 * @module
 */
import { startChild } from './load/child.mjs'
import { compare, contest, portOf } from './load/contest.mjs'

export async function measureFlow({ quick, peer, report }) {
  const alg = 'ES256'
  const load = await startChild('load/generator.mjs')
  const fragrant = await startChild('servers/fragrant.mjs', { alg })
  const oidcProvider = peer && (await startChild('servers/oidc-provider.mjs', { alg, entry: peer }))
  const contestant = (name, server, path, clientId) => ({
    name,
    server,
    run: (count) =>
      load.ask({
        kind: 'flows',
        port: portOf(server),
        issuer: server.issuer,
        path,
        clientId,
        count,
      }),
  })
  const results = await contest(
    [
      contestant('jwt', fragrant, '/authorize', 'jwt'),
      contestant('opaque', fragrant, '/authorize', 'opaque'),
      ...(oidcProvider ? [contestant('peer', oidcProvider, '/auth', 'opaque')] : []),
    ],
    { rounds: quick ? 3 : 7, count: quick ? 200 : 1000 },
  )
  report.heading('login + consent + tokens, ES256, without the password hash')
  const { samples, cpu } = results.get('jwt')
  report.figure('requests', samples[0].requests, 'per flow')
  report.figure('CPU per flow, JWT access token', cpu / 1000, 'ms', 1.5)
  report.figure('CPU per flow, opaque access token', results.get('opaque').cpu / 1000, 'ms', 1.5)
  if (oidcProvider) {
    report.ratio(
      'opaque against oidc-provider',
      compare(results.get('opaque'), results.get('peer')),
      8,
    )
  }
  await Promise.all([load, fragrant, oidcProvider].map((child) => child?.stop()))
}
