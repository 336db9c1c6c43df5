import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realmPaths } from '../../src/protocol/paths.ts'
import type { Preset } from '../../src/protocol/provider/preset.ts'
import {
  basePathIn,
  type PresetName,
  presetNames,
  presets,
} from '../../src/protocol/provider/presets.ts'
import { redirectCorpus } from '../support/corpus.ts'
import { attribute, elementsOf } from '../support/pages.ts'
import {
  createRawClient,
  encodeParameters,
  type RawAnswer,
  type RawClient,
  requestBytes,
} from '../support/raw-http.ts'
import { startServer, type TestServer } from '../support/server.ts'

const clientId = 'spa'
const registered = ['https://app.example.com/cb']

/** The paths that a provider has for one of ours; whatever may stand for a part of one does. */
function pathsOf(name: PresetName, ours?: string): readonly string[] {
  const { paths, tenant = '' }: Preset = presets[name]
  const base = basePathIn('default', { name, tenant: undefined })
  return paths
    .filter((row) => (ours === undefined || row.ours === ours) && row.json !== true)
    .map(({ theirs }) => base + theirs.replaceAll('{tenant}', tenant).replaceAll('*', 'common'))
}

const usual = [
  ...[['client_id', clientId] as const, ['response_type', 'id_token token'] as const],
  ...[['scope', 'openid'] as const, ['state', 'st'] as const, ['nonce', 'no'] as const],
]

describe.each(presetNames)('Under the preset %s', (name) => {
  const { logOutNames }: Preset = presets[name]
  let server: TestServer
  let client: RawClient
  beforeAll(async () => {
    const app = { client_id: clientId, response_types: ['id_token token'] }
    server = await startServer({
      ...{ preset: name, loopback_clients: false },
      clients: [{ ...app, redirect_uris: registered, post_logout_redirect_uris: registered }],
    })
    client = createRawClient(Number(new URL(server.issuer).port))
  })
  afterAll(async () => {
    client.close()
    await server.close()
  })

  const get = (target: string, parts: { cookie?: string; method?: string } = {}) =>
    client.send(requestBytes({ host: client.host, target, ...parts }))

  const post = (target: string, body: string) =>
    client.send(requestBytes({ host: client.host, target, method: 'POST', body }))

  const wireOf = ({ value = '', wire }: (typeof redirectCorpus.entries)[number], as: string) =>
    wire?.replaceAll('redirect_uri=', `${as}=`) ??
    encodeURIComponent(value.replaceAll('{{issuer}}', server.issuer))

  /** Where an answer would take a browser that is no place of ours and no specification. */
  const leadsTo = ({ body, header }: RawAnswer): readonly string[] => {
    const targets = elementsOf(body).flatMap((element) =>
      ['href', 'action', 'src', 'content'].flatMap((one) => attribute(element, one) ?? []),
    )
    const own =
      /^\/(?![/\\])|^https:\/\/www\.rfc-editor\.org\/|^https:\/\/openid\.net\/|^width=|^noindex$/
    const location = header('location')
    return [...(location === undefined ? [] : [location]), ...targets].filter(
      (target) => !own.test(target),
    )
  }

  /** The same parameters by GET and by POST. */
  const byBoth = async (path: string, text: string) => [
    await get(`${path}?${text}`),
    await post(path, text),
  ]

  /** What went wrong of every request of the corpus at those paths. */
  async function strayAt(paths: readonly string[], as: string, rest: string) {
    const tries = paths.flatMap((path) =>
      redirectCorpus.entries.map(async (entry) => {
        const answers = await byBoth(path, `${rest}&${as}=${wireOf(entry, as)}`)
        const faults = answers.flatMap((answer) => [
          ...leadsTo(answer),
          ...(answer.status < 500 ? [] : [`${answer.status}`]),
        ])
        return faults.map((fault) => `${path} ${entry.id}: ${fault}`)
      }),
    )
    return (await Promise.all(tries)).flat()
  }

  it('no redirect_uri that is not registered leads anywhere, at any path of the provider', async () => {
    const paths = pathsOf(name, realmPaths.authorize)
    expect(paths.length).toBeGreaterThan(0)
    expect(await strayAt(paths, 'redirect_uri', encodeParameters(usual))).toEqual([])
    const [uri = ''] = registered
    for (const path of paths) {
      const right = encodeParameters([...usual, ['redirect_uri', uri]])
      expect((await get(`${path}?${right}`)).header('location')).toMatch(/^\/login\//)
    }
  }, 60_000)

  it('no address after a logout leads anywhere that is not registered, by any of its names', async () => {
    const paths = [...pathsOf(name, realmPaths.logOut), realmPaths.logOut]
    const [uri = ''] = registered
    for (const as of ['post_logout_redirect_uri', ...(logOutNames?.keys() ?? [])]) {
      expect(await strayAt(paths, as, `client_id=${clientId}`)).toEqual([])
      for (const path of paths) {
        const right = encodeParameters([
          ['client_id', clientId],
          [as, uri],
        ])
        expect(leadsTo(await get(`${path}?${right}`))).toEqual([uri])
      }
    }
  }, 120_000)

  it.each(pathsOf(name))(
    '%s takes the methods of ours alone, and is spelt one way',
    async (path) => {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'LINK']) {
        const { status, all } = await get(path, { method })
        expect([method, [400, 404, 405].includes(status)]).toEqual([method, true])
        expect(all('set-cookie')).toEqual([])
      }
      const misspelt = [
        ...[`/${path}`, `${path}/`, `${path}/.`, `${path}/..`, `${path};x`, `${path}%00`],
        ...[`${path}%2f`, path.replace(/^\/(.)/, '/./$1'), `/x/..${path}`, `${path}%20`],
      ]
      for (const target of misspelt.filter((one) => !pathsOf(name).includes(one))) {
        const { status, header } = await get(`${target}?${encodeParameters(usual)}`)
        expect([target, status >= 400, header('location')]).toEqual([target, true, undefined])
      }
    },
  )

  it.each(pathsOf(name))('%s shows what a request brought as text alone', async (path) => {
    const hostile = `"><script>alert(1)</script>'-alert(1)-'\r\nSet-Cookie: a=b`
    for (const one of ['client_id', 'redirect_uri', 'state', 'error_description', 'returnTo']) {
      const text = encodeParameters([...usual.filter(([of]) => of !== one), [one, hostile]])
      for (const answer of await byBoth(path, text)) {
        expect(answer.status).toBeLessThan(500)
        const isPage = answer.header('content-type')?.startsWith('text/html') === true
        expect([one, isPage ? elementsOf(answer.body).filter(isForeign) : []]).toEqual([one, []])
        expect(answer.all('set-cookie').join()).not.toMatch(/(?:^|,)a=/)
      }
    }
  })
})

type Element = ReturnType<typeof elementsOf>[number]

const isForeign = (element: Element): boolean =>
  element.tagName === 'script' && attribute(element, 'src')?.startsWith('/assets/') !== true
