import { describe, expect, it } from 'vitest'
import { hasOneSector, sectorOf } from '../../../src/protocol/register/subject-metadata.ts'

const pairwise = (...redirect_uris: string[]) => ({
  subject_type: 'pairwise' as const,
  redirect_uris,
})
const named = { sector_identifier_uri: 'https://apps.example:8443/list.json' }

describe('the sector of a client', () => {
  it.each([
    [pairwise('https://a.example/cb'), 'a.example'],
    [pairwise('https://a.example/one', 'https://a.example:8443/two'), 'a.example'],
    [pairwise('http://localhost:3000/', 'http://localhost:3001/'), 'localhost'],
    [pairwise('http://[::1]:3000/'), '[::1]'],
    [pairwise('com.example.app:/callback'), 'com.example.app'],
    [{ ...pairwise('https://a.example/', 'https://b.example/'), ...named }, 'apps.example'],
  ])('of %j is %s (OIDC Core §8.1)', (client, sector) => {
    expect(hasOneSector(client)).toBe(true)
    expect(sectorOf(client)).toBe(sector)
  })

  it.each([
    [pairwise('https://a.example/', 'https://b.example/')],
    [pairwise('https://a.example/', 'https://www.a.example/')],
    [pairwise('https://a.example/', 'com.example.app:/callback')],
    [pairwise()],
  ])('cannot be told of %j', (client) => {
    expect(hasOneSector(client)).toBe(false)
  })

  it('is none where subjects are public', () => {
    const client = { redirect_uris: ['https://a.example/', 'https://b.example/'], ...named }
    expect(hasOneSector(client)).toBe(true)
    expect(sectorOf(client)).toBeUndefined()
    expect(sectorOf({ ...client, subject_type: 'public' })).toBeUndefined()
  })

  it('is not judged where a redirect URI is wrong by itself', () => {
    expect(hasOneSector({ subject_type: 'pairwise', redirect_uris: [undefined] })).toBe(true)
    expect(hasOneSector({ subject_type: 'pairwise' })).toBe(true)
  })
})
