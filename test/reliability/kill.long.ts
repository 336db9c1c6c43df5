import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pause, quantile, report, startArtefact, until } from './artefact.ts'
import { anyNumberOfSockets, createLightBrowser } from './light-browser.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-kill-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const kills = 100
const port = 24_317

const start = (alg: string) =>
  startArtefact(['--port', String(port)], {
    cwd: folder,
    env: { FRAGRANT_DATA_DIR: 'data', FRAGRANT_SIGNING_ALG: alg },
  })

/** Logs users in, twenty at a time, until the server is gone. */
async function logInUntilGone(issuer: string): Promise<number> {
  const agent = anyNumberOfSockets()
  let done = 0
  const one = async (): Promise<void> => {
    try {
      for (;;) {
        await createLightBrowser(issuer, { agent }).logIn()
        done += 1
      }
    } catch {
      // the server was killed
    }
  }
  await Promise.all(Array.from({ length: 20 }, one))
  agent.destroy()
  return done
}

const keysOf = async (issuer: string): Promise<string> =>
  (await fetch(`${issuer}/.well-known/jwks.json`)).text()

describe('kill -9', () => {
  it(`in the middle of logins, ${kills} times: the same keys, and old tokens go on working`, async () => {
    let server = start('ES256')
    const issuer = await server.listening
    const keys = await keysOf(issuer)
    const browser = createLightBrowser(issuer, { clientId: 'old' })
    const token = (await browser.logIn()).get('access_token') ?? ''
    const starts: number[] = []
    const statuses: number[] = []
    let logins = 0
    for (let kill = 0; kill < kills; kill += 1) {
      const load = logInUntilGone(issuer)
      await pause(Math.random() * 500)
      await server.end('SIGKILL')
      logins += await load
      const begun = performance.now()
      server = start('ES256')
      await server.listening
      starts.push(performance.now() - begun)
      expect(await keysOf(issuer)).toBe(keys)
      statuses.push(await createLightBrowser(issuer).userinfo(token))
      expect(readdirSync(join(folder, 'data')).sort()).toEqual(['fragrant.lock', 'keys.json'])
    }
    await server.end()
    report('S01', {
      kills: statuses.length,
      logins,
      tokensStillValid: statuses.filter((status) => status === 200).length,
      restartMs: { median: quantile(starts, 0.5), max: Math.max(...starts) },
    })
    expect(statuses.filter((status) => status !== 200)).toEqual([])
    expect(logins).toBeGreaterThan(kills)
    expect(quantile(starts, 0.5)).toBeLessThan(1000)
  })

  it(`while the first key is made, ${kills} times: the old key file, a new one, or none`, async () => {
    const seen = { none: 0, whole: 0, leftovers: 0 }
    const data = join(folder, 'data')
    for (let kill = 0; kill < kills; kill += 1) {
      const server = start('RS256')
      // from here on the key is being made; how long that takes is a matter of luck
      await until(() => existsSync(join(data, 'fragrant.lock')))
      await pause(Math.random() * 1500)
      await server.end('SIGKILL')
      const files = readdirSync(data)
      if (files.some((name) => name.includes('.tmp-'))) seen.leftovers += 1
      if (files.includes('keys.json')) {
        expect(JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')).keys).toHaveLength(1)
        seen.whole += 1
      } else {
        seen.none += 1
      }
      // what a killed process left half-written stays for the next start to clear away
      for (const name of files.filter((one) => !one.includes('.tmp-'))) rmSync(join(data, name))
    }
    const server = start('RS256')
    const issuer = await server.listening
    expect(JSON.parse(await keysOf(issuer)).keys).toHaveLength(1)
    await server.end()
    expect(readdirSync(data)).toEqual(['keys.json'])
    report('S02', { kills, ...seen })
    expect(Math.min(seen.none, seen.whole)).toBeGreaterThan(0)
  })
})
