import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Every file below a folder whose name ends so, by its path from the root. */
function files(folder: string, ending: string): ReadonlyMap<string, string> {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return new Map(
    names
      .filter((name) => name.endsWith(ending))
      .map((name) => join(folder, name))
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  )
}

/** The code of a file: its comments say what the code does not do. */
const codeOf = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

/** Snippets are code for apps, in texts. */
const source = new Map(
  [...files('src', '.ts')]
    .filter(([path]) => !path.includes('/console/snippets'))
    .map(([path, text]) => [path, codeOf(text)]),
)
const scripts = files('views/assets', '.js')
const views = files('views', '.eta')

const holding = (among: ReadonlyMap<string, string>, what: RegExp): readonly string[] =>
  [...among].filter(([, text]) => what.test(text)).map(([path]) => path)

describe('the source', () => {
  it.each([
    ['chance that can be guessed (RFC 6749 §10.10)', /Math\.random/],
    ['text that becomes code (ASVS 1.3.2)', /\beval\(|new Function|vm['"]/],
    [
      'another decoder of queries and forms (ASVS 1.5.3)',
      /querystring['"]|['"]qs['"]|url\.parse|\bparseUrl\b/,
    ],
    ['a redirect of the framework, which takes any address', /\.redirect\(/],
    ['a prototype that can be reached by a name', /__proto__(?!')|\.prototype\b/],
  ])('has nowhere %s', (_, what) => {
    expect(source.size).toBeGreaterThan(100)
    expect(holding(source, what)).toEqual([])
  })

  it('has one way to ask another server, which posts a logout token (ASVS 13.2.4)', () => {
    const asking =
      /\bfetch\(|\b(?:http|https|net|tls|dns)\.(?:request|get|connect|lookup|resolve)|from ['"](?:node:)?(?:dns|dgram)|createRemoteJWKSet|\bundici\b|\brequest(?: as \w+)? \} from/
    const room = 'src/adapters/back-channel'
    expect(holding(source, asking).toSorted()).toEqual([
      `${room}/destination.ts`,
      `${room}/post-once.ts`,
      // commands of their own, which ask the server beside them
      'src/cli/ask.ts',
      // in the test that controls a server, which asks that
      'src/testing/client.ts',
      'src/testing/scenarios/start.ts',
    ])
    expect(holding(source, /createBackChannel\(/).toSorted()).toEqual([
      `${room}/back-channel.ts`,
      'src/ground.ts',
    ])
  })

  it('writes Location, and makes an address to redirect to, in one place each (RFC 9700 §4.11)', () => {
    // a test reads it there, as a browser does
    const reads = 'src/testing/scenarios/start.ts'
    expect(holding(source, /['"]location['"]/i).toSorted()).toEqual([
      ...['src/http/edge/headers.ts', reads],
    ])
    expect(holding(source, /as VerifiedRedirectUri/)).toEqual([
      'src/protocol/client/redirect-uri.ts',
    ])
  })

  it('compares secrets in constant time, of digests of one length (ASVS 11.2.4)', () => {
    expect(holding(source, /timingSafeEqual\(/).toSorted()).toEqual([
      'src/adapters/passwords/password-hasher.ts',
      'src/protocol/secrets.ts',
    ])
  })
})

describe('the views', () => {
  it('write nothing unescaped but what views have made (ASVS 1.2.1)', () => {
    expect(views.size).toBeGreaterThan(15)
    for (const [path, text] of views) {
      const raw = [...text.matchAll(/<%~([^%]*)%>/g)].map(([, code = '']) => code.trim())
      const made = raw.filter((code) => /^include\('\/partials\/|^it\.body$/.test(code))
      expect([path, made]).toEqual([path, raw])
    }
  })

  it('have scripts that write text and never markup (ASVS 3.2.2)', () => {
    expect(scripts.size).toBeGreaterThan(10)
    const markup =
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|javascript:/
    expect(holding(scripts, markup)).toEqual([])
  })
})
