/**
 * Discovery and JWKS against bare routes that send the same bytes: body and headers alike.
 *
 * @module
 */
import { startChild } from './load/child.mjs'
import { compare, contest, portOf } from './load/contest.mjs'
import { getRequest } from './load/requests.mjs'

const documents = [
  { name: 'discovery', path: '/.well-known/openid-configuration' },
  { name: 'JWKS', path: '/.well-known/jwks.json' },
]

export async function measureDocuments({ quick, peer, report }) {
  const alg = 'RS256'
  const load = await startChild('load/generator.mjs')
  const fragrant = await startChild('servers/fragrant.mjs', { alg })
  const routes = await Promise.all(
    documents.map(({ name, path }) => sameBytes(`/${name}`, fragrant.issuer + path)),
  )
  const bare = await startChild('servers/bare.mjs', { alg, routes })
  const oidcProvider = peer && (await startChild('servers/oidc-provider.mjs', { alg, entry: peer }))
  const contestant = (name, server, path) =>
    server ? [{ name, server, run: get(load, server, path) }] : []

  report.heading('documents')
  for (const { name, path } of documents) {
    const results = await contest(
      [
        ...contestant('ours', fragrant, path),
        ...contestant('floor', bare, `/${name}`),
        ...contestant('peer', oidcProvider, name === 'JWKS' ? '/jwks' : path),
      ],
      { rounds: quick ? 3 : 7, count: quick ? 4000 : 16_000 },
    )
    tell(name, results, report)
  }
  await Promise.all([load, fragrant, bare, oidcProvider].map((child) => child?.stop()))
}

function tell(name, results, report) {
  const ours = results.get('ours')
  const peer = results.get('peer')
  report.figure(`CPU per answer, ${name}`, ours.cpu, 'us')
  report.ratio(`${name} against a bare Fastify route`, compare(ours, results.get('floor')), 0.95)
  if (peer) report.ratio(`${name} against oidc-provider`, compare(ours, peer))
}

/** What the server itself adds to every answer, the bare one will add too. */
const added = ['date', 'connection', 'keep-alive', 'content-length']

async function sameBytes(path, url) {
  const response = await fetch(url)
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => !added.includes(name)),
  )
  return { path, headers, body: await response.text() }
}

function get(load, { issuer }, path) {
  const texts = [getRequest(issuer, path)]
  const expect = { status: 200, inBody: '{"' }
  return (count) => load.ask({ kind: 'load', port: portOf({ issuer }), texts, count, expect })
}
