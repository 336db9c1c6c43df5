import { describe, expect, it } from 'vitest'
import { isOfOwnPage } from '../../../src/http/edge/same-origin.ts'

const own = 'http://localhost:9400'

const post = (origin: string | undefined, site: string | undefined): boolean =>
  isOfOwnPage({ headers: { origin, 'sec-fetch-site': site } }, own)

const ownSites = [undefined, 'same-origin', 'none']
const foreignSites = [
  'cross-site',
  'same-site',
  'same-origin, cross-site',
  'same-origin, same-origin',
  '',
]
const foreignOrigins = [
  'https://evil.example',
  'http://localhost:9401',
  'https://localhost:9400',
  'http://localhost:9400.evil.example',
  'http://localhost:9400/',
  'HTTP://localhost:9400',
  `${own}, ${own}`,
  'NULL',
  '',
]

describe('isOfOwnPage', () => {
  it('takes our own origin, none at all, and the null that no-referrer makes of it, unless a browser says otherwise', () => {
    for (const origin of [own, undefined, 'null']) {
      for (const site of ownSites) expect(post(origin, site), `${origin} ${site}`).toBe(true)
    }
  })

  it('refuses whatever a browser says comes from elsewhere, same-site pages of other ports included', () => {
    for (const origin of [own, undefined, 'null']) {
      for (const site of foreignSites) expect(post(origin, site), `${origin} ${site}`).toBe(false)
    }
  })

  it('refuses every other origin, whatever else is said', () => {
    for (const origin of foreignOrigins) {
      for (const site of [...ownSites, ...foreignSites]) {
        expect(post(origin, site), `${origin} ${site}`).toBe(false)
      }
    }
  })
})
