import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const full = 10_000
let server: TestServer

beforeAll(async () => {
  server = await startServer({ log: { level: 'silent' } })
  // whoever opens the console wakes its journal
  await createVisitor(server.issuer).open(`${server.issuer}/activity`)
  const ofAll = createApp(server.issuer, { clientId: 'all' }).url({ nonce: '' })
  const ofOne = createApp(server.issuer, { clientId: 'one' }).url({ nonce: '' })
  for (let asked = 0; asked < full + 20; asked += 20) {
    const urls = Array.from({ length: 20 }, (_, at) => (asked + at === 40 ? ofOne : ofAll))
    await Promise.all(urls.map((url) => fetch(url, { redirect: 'manual' })))
  }
}, 120_000)
afterAll(() => server.close())

async function pageAt(path: string) {
  const { body } = await createVisitor(server.issuer).open(server.issuer + path)
  const ids = [...body.matchAll(/data-id="x(\d+)"/g)].map(([, id]) => Number(id))
  const older = /<a [^>]*id="older"[^>]* href="([^"]+)"|<a [^>]*href="([^"]+)"[^>]* id="older"/
  const [, one, other] = older.exec(body) ?? []
  return { ids, older: (one ?? other)?.replaceAll('&amp;', '&') }
}

const down = (from: number, count = 50) => Array.from({ length: count }, (_, at) => from - at)

it('shows the newest fifty of 10,000 exchanges, and leads on to the oldest', async () => {
  const first = await pageAt('/activity')
  expect(first.ids).toEqual(down(full + 20))
  const second = await pageAt(first.older ?? '')
  expect(second.ids).toEqual(down(full + 20 - 50))
  let [page, pages] = [first, 1]
  while (page.older !== undefined) {
    page = await pageAt(page.older)
    pages += 1
  }
  // the oldest twenty made room
  expect([pages, page.ids.at(-1)]).toEqual([full / 50, 21])
})

it('finds the one of an app among them', async () => {
  const { ids, older } = await pageAt('/activity?app=one')
  expect([ids.length, older]).toEqual([1, undefined])
})
