import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { png, svgOf } from '../support/logos.ts'
import { faultsOf, folderWith } from './folder.ts'

const load = (yaml: string) =>
  loadConfig({
    environment: {},
    folder: folderWith({
      ...{ 'fragrant.yaml': yaml, 'shop.svg': svgOf('red'), 'realm.png': png },
      'notes.svg': 'no picture',
    }),
  }).config

const client = (more: string) =>
  `clients: [{ client_id: shop, redirect_uris: ['http://localhost/cb'], ${more} }]`

describe('The logo and the colour of a configuration', () => {
  it('are of the realm, of each further realm unless it says otherwise, and of a client', () => {
    const { realms } = load(`
logo: realm.png
colour: '#AB12CD'
${client("logo: shop.svg, colour: '#123456'")}
realms: { same: {}, other: { colour: '#000000', clients: [] } }
`)
    const [top, same, other] = realms
    expect(top?.brand).toEqual({ logo: expect.stringMatching(/\.png$/), colour: '#ab12cd' })
    expect(top?.clients[0]?.brand).toEqual({
      ...{ logo: expect.stringMatching(/\.svg$/), colour: '#123456' },
    })
    expect([...(top?.logos.keys() ?? [])]).toHaveLength(2)
    expect(same?.brand).toEqual(top?.brand)
    expect(other?.brand).toEqual({ ...top?.brand, colour: '#000000' })
    expect([...(other?.logos.keys() ?? [])]).toEqual([top?.brand.logo])
  })

  it('are none where nothing is said', () => {
    const [top] = load('{}').realms
    expect(top?.brand).toEqual({ logo: undefined, colour: undefined })
    expect(top?.logos.size).toBe(0)
  })

  it.each([
    ['logo: none.svg', 'logo', 'must be the path of a file: there is none'],
    ['logo: notes.svg', 'logo', 'must be a picture in SVG, PNG, JPEG or WebP'],
    ['logo: .', 'logo', 'is a folder: name a file'],
    [client('logo: none.svg'), 'clients[0].logo', 'must be the path of a file: there is none'],
    [
      'realms: { a: { logo: none.svg } }',
      'realms.a.logo',
      'must be the path of a file: there is none',
    ],
    ['colour: red', 'colour', 'must be a colour such as #5b3a8e (with #, it needs quotes)'],
    ["colour: '#fff'", 'colour', 'must be a colour such as #5b3a8e (with #, it needs quotes)'],
    [
      client("colour: '#12345g'"),
      'clients[0].colour',
      'must be a colour such as #5b3a8e (with #, it needs quotes)',
    ],
  ])('%s is told at its place', (yaml, path, problem) => {
    expect(faultsOf(() => load(yaml))).toEqual([
      { path, problem, place: expect.stringMatching(/^fragrant\.yaml:\d+/) },
    ])
  })
})
