import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  contrastOf,
  parseColour,
  sheetOf,
  themes,
  variablesOf,
} from '../../../src/http/pages/colours.ts'

const part = fc.integer({ min: 0, max: 255 })
const colour = fc.tuple(part, part, part)

/** Of the style sheet: what else is written on a tint. */
const written = { light: ['#211d26', '#5d5666'], dark: ['#eeeaf3', '#b3aabf'] } as const

describe.each(['light', 'dark'] as const)('A page in any colour, in %s', (name) => {
  const theme = themes[name]

  it('has text on it, and links and borders in it, that can be read (WCAG 2.2 §1.4.3)', () => {
    fc.assert(
      fc.property(colour, (any) => {
        const made = variablesOf(any, theme)
        const pairs = [
          ['--on-fill', '--fill'],
          ['--on-fill', '--fill-deep'],
          ['--accent', '--tint'],
          ['--accent-deep', '--tint'],
        ] as const
        for (const [text, ground] of pairs) {
          expect(contrastOf(made[text], made[ground])).toBeGreaterThanOrEqual(4.5)
        }
        for (const ground of [theme.sheet, theme.ground]) {
          expect(contrastOf(made['--accent'], ground)).toBeGreaterThanOrEqual(4.5)
        }
        for (const ink of written[name]) {
          expect(contrastOf(parseColour(ink), made['--tint'])).toBeGreaterThanOrEqual(4.5)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('has the colour itself where it fills, and a colour that can be read as it is in text', () => {
    const readable = parseColour(name === 'light' ? '#5b3a8e' : '#c7adf3')
    const made = variablesOf(readable, theme)
    expect(made['--fill']).toEqual(readable)
    expect(made['--accent']).toEqual(readable)
  })
})

describe('The text on a colour', () => {
  it.each([
    ['#000000', '#ffffff'],
    ['#ffffff', '#000000'],
    ['#ffd500', '#000000'],
    ['#5b3a8e', '#ffffff'],
    ['#808080', '#000000'],
  ])('%s is %s', (hex, text) => {
    expect(sheetOf(hex.slice(1))).toContain(`--fill: ${hex};\n  --on-fill: ${text};`)
  })
})

it('the contrast of colours is that of WCAG 2.2', () => {
  const of = (one: string, other: string) => contrastOf(parseColour(one), parseColour(other))
  expect(of('#000000', '#ffffff')).toBe(21)
  expect(of('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  expect(of('#ffffff', '#ffffff')).toBe(1)
})
