import { beforeAll, describe, expect, it } from 'vitest'
import { tables } from '../../src/http/pages/language.ts'
import type { PageModels, PageName } from '../../src/http/pages/models/pages.ts'
import { counted, filled, joined, piecesOf, spanOf } from '../../src/http/pages/sentence.ts'
import { english } from '../../src/http/pages/texts/en.ts'
import type { Texts } from '../../src/http/pages/texts/texts.ts'
import { type Language, languages } from '../../src/protocol/language.ts'
import { standardScopes } from '../../src/protocol/scope.ts'
import { createPages, type Element, type Node } from './render.ts'
import { sampleModels } from './sample-models.ts'

const others = languages.filter((language) => language !== 'en')
const spokenPages = (Object.keys(sampleModels) as PageName[]).filter(
  (name) => 'texts' in sampleModels[name],
)

/** Every text of a table by its path, such as `consent.approve`. */
function textsIn(part: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof part === 'string') return [[path, part]]
  return Object.entries(part as object).flatMap(([key, inner]) =>
    textsIn(inner, path === '' ? key : `${path}.${key}`),
  )
}

const slotsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([slot]) => slot).toSorted()

/** What is said in one way or in several, by how many there are. */
const isCounted = (path: string) => /\.(?:zero|one|two|few|many|other)$/.test(path)

const ownName = new Set(['language', 'locale', 'direction'])

describe.each(others)('The table %s', (language) => {
  const table = new Map(textsIn(tables[language]))

  it('says of itself which language it is', () => {
    expect(tables[language].language).toBe(language)
    expect(Intl.getCanonicalLocales(tables[language].locale)).toEqual([language])
  })

  it('puts the same things into each sentence as the English one', () => {
    for (const [path, text] of textsIn(english)) {
      if (isCounted(path)) continue
      expect([path, slotsOf(table.get(path) ?? '')]).toEqual([path, slotsOf(text)])
    }
  })

  it('has a sentence for every way in which its language counts', () => {
    const rules = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const { people, why } = tables[language]
    for (const sentences of [people.found, people.unlisted, why.unlisted]) {
      for (const rule of Object.keys(sentences)) expect(rules).toContain(rule)
      for (const count of [0, 1, 2, 12, 1000]) {
        const sentence = counted(tables[language], sentences, count)
        expect(sentence).not.toContain('{')
        expect(sentence).toMatch(/\d/)
      }
    }
  })

  it('has nothing that is empty, begins or ends with a space, or is English', () => {
    const alike = new Set<string>()
    for (const [path, text] of textsIn(english)) {
      const own = table.get(path)
      if (isCounted(path) || ownName.has(path)) continue
      expect(own?.trim(), path).toBe(own)
      expect(own, path).not.toBe('')
      if (own === text) alike.add(text)
    }
    // words that both languages have
    expect([...alike].filter((text) => !sameEverywhere.has(text))).toEqual([])
  })
})

const sameEverywhere = new Set(['Name', 'Status {status}', 'App', 'Claims', 'Client {id}'])

it('the English table has words for every scope of OpenID Connect, those of the protocol', () => {
  expect(Object.entries(english.scopes)).toEqual(
    standardScopes.map(({ name, words }) => [name, words]),
  )
})

/** The words of a page that a person reads or hears, but those marked as English. */
function wordsOf(node: Node): readonly string[] {
  if (typeof node === 'string') return node.trim() === '' ? [] : [node.trim()]
  const { attributes, children, tag } = node
  if (tag !== 'html' && attributes['lang'] === 'en') return []
  if (attributes['class'] === 'code') return []
  const heard = ['placeholder', 'aria-label', 'title', 'alt', 'data-none', 'data-copy', 'data-name']
  return [...heard.flatMap((name) => attributes[name] ?? []), ...children.flatMap(wordsOf)]
}

let render: Awaited<ReturnType<typeof createPages>>['render']
beforeAll(async () => {
  ;({ render } = await createPages())
})

const pageIn = async (name: PageName, texts: Texts, changes: object = {}): Promise<Element> =>
  (await render(name, { ...sampleModels[name], ...changes, texts } as PageModels[PageName])).root

/** What samples and our name put into a page in any language, and words that are the same. */
const isInAny = (words: string) =>
  !/[a-z]{2}/i.test(words) ||
  /\b\w+-(?:text|name)\b|^[\w./:]*[-./][\w./:-]*$/.test(words) ||
  ['Fragrant', 'App', 'Name', 'Claims', 'Status 400', 'Client', 'why'].includes(words)

describe.each(spokenPages)('The page %s', (name) => {
  it.each(others)('says nothing in English where it is in %s', async (language) => {
    for (const changes of variants[name] ?? [{}]) {
      const words = wordsOf(await pageIn(name, english, changes)).filter((one) => !isInAny(one))
      const own = wordsOf(await pageIn(name, tables[language], changes))
      expect(words.length).toBeGreaterThan(1)
      expect(own.filter((one) => words.includes(one))).toEqual([])
    }
  })

  it.each(languages)('is marked as %s', async (language) => {
    const { attributes } = await pageIn(name, tables[language])
    expect(attributes).toMatchObject({ lang: language, dir: 'ltr' })
  })

  it('reads from the right where its language does', async () => {
    const { attributes } = await pageIn(name, { ...english, language: 'ar', direction: 'rtl' })
    expect(attributes).toMatchObject({ lang: 'ar', dir: 'rtl' })
  })
})

/** The other sentences of pages that have more than one way to be. */
const variants: Partial<Record<PageName, readonly object[]>> = {
  'log-in': [{}, { app: undefined }, { users: [], query: 'q' }, { users: [], query: '' }],
  consent: [{}, { rememberable: false, scopes: [] }],
  account: [{}, { apps: [] }],
  'log-out': [{}, { client: undefined, note: undefined }],
  'logged-out': [{}, { nobody: true }, { frames: ['https://app.example/frame'] }],
  'form-post': [{}, { byItself: false }],
  error: [{}, { comparison: undefined, snippet: undefined }],
}

describe('A sentence', () => {
  it('takes what is put in for no sentence', () => {
    expect(filled('{app} and {id}', { app: '{id}', id: '$&' })).toBe('{id} and $&')
  })

  it('comes apart into words and places, in any order', () => {
    expect(piecesOf('{app} にログイン')).toEqual([
      { words: '' },
      { slot: 'app' },
      { words: ' にログイン' },
    ])
  })

  it.each<[Language, string, string]>([
    ['en', 'a, b and c', '90 minutes'],
    ['de', 'a, b und c', '90 Minuten'],
    ['fr', 'a, b et c', '90 minutes'],
    ['es', 'a, b y c', '90 minutos'],
    ['ja', 'a、b、c', '90 分'],
  ])('lists and spans as they do in %s', (language, list, span) => {
    const parts = joined(tables[language], ['a', 'b', 'c'])
    expect(parts.map(({ text }) => text).join('')).toBe(list)
    expect(spanOf(tables[language], 5400)).toBe(span)
  })

  it('counts by the rules of its language', () => {
    const sentences = { one: 'one of {count}', other: '{count}' }
    expect(counted(tables.fr, sentences, 0)).toBe('one of 0')
    expect(counted(tables.de, sentences, 0)).toBe('0')
    expect(counted(tables.de, sentences, 1234)).toBe('1.234')
  })
})
