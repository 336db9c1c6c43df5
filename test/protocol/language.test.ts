import { describe, expect, it } from 'vitest'
import { languageMeantBy, languageOfLocales, languages } from '../../src/protocol/language.ts'

describe('languageOfLocales', () => {
  it.each(languages)('knows %s, however it is written', (language) => {
    expect(languageOfLocales(language)).toBe(language)
    expect(languageOfLocales(language.toUpperCase())).toBe(language)
  })

  it.each([
    ['de-CH', 'de'],
    ['de-Latn-DE-1996-x-our-own', 'de'],
    ['se fr-CA en', 'fr'],
    ['nl es de', 'es'],
    ['ja-JP-x-l-hira', 'ja'],
  ])('cuts %j from its end until one fits: %s (RFC 4647 §3.4)', (uiLocales, language) => {
    expect(languageOfLocales(uiLocales)).toBe(language)
  })

  it.each([undefined, '', ' ', 'se', 'deu', 'german', '*', 'x-de', 'nl-de', 'i-default'])(
    'answers nothing for %j, for the next one to choose',
    (uiLocales) => {
      expect(languageOfLocales(uiLocales)).toBeUndefined()
    },
  )

  it.each([
    'de\u0000',
    'de_DE',
    '-de',
    'de-',
    'de--CH',
    'constructor',
    '__proto__',
    '../de',
    'de<script>',
    'ｄｅ',
    'de-abcdefghi',
  ])('takes %j for no range', (range) => {
    expect(languageMeantBy([range])).toBeUndefined()
    expect(languageMeantBy([range, 'fr'])).toBe('fr')
  })

  it('reads no further than a list can be long', () => {
    expect(languageOfLocales(`${'se '.repeat(500)}de`)).toBeUndefined()
    expect(languageOfLocales(`de ${'se '.repeat(500)}`)).toBe('de')
    expect(languageOfLocales(`xx-${'a-'.repeat(10_000)}a de`)).toBeUndefined()
  })
})
