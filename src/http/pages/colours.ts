/**
 * The colours of a page that are made of one: what is written in them and on them can be read, in light and dark
 * (WCAG 2.2 §1.4.3).
 *
 * @module
 */

/** Red, green and blue from 0 to 255. */
type Colour = readonly [red: number, green: number, blue: number]

const black: Colour = [0, 0, 0]
const white: Colour = [255, 255, 255]

export function parseColour(hex: string): Colour {
  const value = Number.parseInt(hex.replace('#', ''), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

const hexOf = (colour: Colour): string =>
  `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`

/** `share` of one colour, and the rest of another. */
const mixed = (one: Colour, other: Colour, share: number): Colour => {
  const mix = (at: 0 | 1 | 2) => Math.round(one[at] * share + other[at] * (1 - share))
  return [mix(0), mix(1), mix(2)]
}

/** Relative luminance (WCAG 2.2). */
function luminanceOf(colour: Colour): number {
  const linear = (part: number) => {
    const value = part / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  const [red, green, blue] = colour
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/** From 1 to 21. */
export function contrastOf(one: Colour, other: Colour): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** What text needs. */
const readable = 4.5

/** A theme of the style sheet, as `views/assets/style.css` has it. */
interface Theme {
  readonly sheet: Colour
  readonly ground: Colour
  /** How much of a colour tints the sheet. */
  readonly tintedBy: number
  /** Where what cannot be read goes. */
  readonly away: Colour
}

const light: Theme = {
  sheet: white,
  ground: parseColour('#f7f5f2'),
  tintedBy: 0.08,
  away: black,
}

const dark: Theme = {
  sheet: parseColour('#1f1c24'),
  ground: parseColour('#151318'),
  tintedBy: 0.12,
  away: white,
}

/** Of the two that text can have on a colour at least one has contrast enough. */
const onColour = (colour: Colour): Colour => (contrastOf(colour, white) >= readable ? white : black)

/** The nearest to `colour` that can be read on each of `grounds`. */
function readableOn(grounds: readonly Colour[], colour: Colour, away: Colour): Colour {
  const steps = Array.from({ length: 21 }, (_, step) => mixed(away, colour, step / 20))
  return steps.find((one) => grounds.every((ground) => contrastOf(one, ground) >= readable)) ?? away
}

/** The variables of the style sheet for one colour. */
export function variablesOf(colour: Colour, { sheet, ground, tintedBy, away }: Theme) {
  const tint = mixed(colour, sheet, tintedBy)
  const accent = readableOn([sheet, ground, tint], colour, away)
  const on = onColour(colour)
  return {
    '--accent': accent,
    '--accent-deep': mixed(away, accent, 0.25),
    '--tint': tint,
    '--fill': colour,
    '--on-fill': on,
    '--fill-deep': mixed(on === white ? black : white, colour, 0.2),
  }
}

const rule = (variables: Readonly<Record<string, Colour>>): string =>
  `:root {\n${Object.entries(variables)
    .map(([name, colour]) => `  ${name}: ${hexOf(colour)};`)
    .join('\n')}\n}\n`

/** The style sheet that a page in this colour has besides; `hex` has six digits. */
export function sheetOf(hex: string): string {
  const colour = parseColour(hex)
  const inDark = `@media (prefers-color-scheme: dark) {\n${rule(variablesOf(colour, dark))}}\n`
  return rule(variablesOf(colour, light)) + inDark
}

export const themes = { light, dark }
