import { describe, expect, it } from 'vitest'
import { hidesNothing, replaceHidden } from '../../src/protocol/hidden-characters.ts'

describe('a text that people read', () => {
  it.each([
    ['an override of its direction', 'Bank\u202egnp.exe'],
    ['an isolate', '\u2067Bank\u2069'],
    ['a mark of direction', 'Bank\u200f'],
    ['a mark of Arabic letters', 'Bank\u061c'],
    ['a space without width', 'My\u200bBank'],
    ['a joiner between letters that are never joined', 'My\u200dBank'],
    ['a word joiner', 'My\u2060Bank'],
    ['a byte order mark', '\ufeffMy Bank'],
    ['a soft hyphen', 'My\u00adBank'],
    ['a filler of Hangul', 'My\u3164Bank'],
    ['a blank of braille', 'My\u2800Bank'],
    ['a tag', 'My Bank\u{e0041}'],
    ['a choice of shape for a letter', 'My Bank\ufe0f'],
    ['a line separator', 'My\u2028Bank'],
    ['a C1 control', 'My\u009bBank'],
    ['half a pair', 'My\ud800Bank'],
  ])('hides something with %s', (_, text) => {
    expect(hidesNothing(text)).toBe(false)
    expect(replaceHidden(text, () => '')).toMatch(/^(?:My ?Bank|Bank(?:gnp\.exe)?)$/)
  })

  it.each([
    'Café',
    'שלום',
    'مرحبا',
    'می\u200cروم',
    'क्\u200dष',
    '日本語',
    'Ⅷ',
    'I ❤\ufe0f PDF',
    '👩\u200d💻',
    '👋🏽',
  ])('hides nothing as %s', (text) => {
    expect(hidesNothing(text)).toBe(true)
  })
})
