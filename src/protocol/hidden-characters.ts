/**
 * Characters that stand in a text and are not seen, or that turn the direction of those around them: two
 * names that differ by them alone look the same (Unicode TR36 §2).
 *
 * @module
 */

/** Controls, separators of lines, what Unicode says to show as nothing, and a blank of braille. */
const hidden =
  '\\u007f-\\u009f\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\ufff9-\\ufffb\\u2800'

/** Scripts whose letters look different when they are joined, or kept from it. */
const joining = ['Arab', 'Syrc', 'Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda']
  .concat(['Mlym', 'Sinh', 'Mymr', 'Khmr'])
  .map((script) => `\\p{Script=${script}}`)
  .join('')

const emoji = '\\p{Extended_Pictographic}\\p{Emoji_Modifier}'

/** Joiners and choices of a shape, where they change what is seen. */
const seen = `(?<=[${joining}${emoji}\\ufe0f])[\\u200c\\u200d]|(?<=[${emoji}#*\\d])[\\ufe0e\\ufe0f]`

const all = new RegExp(`(${seen})|[${hidden}]`, 'gu')

const beyondAscii = /[^\0-\x7e]/

/** Puts something else in the place of each hidden character. */
export function replaceHidden(text: string, by: (found: string) => string): string {
  if (!beyondAscii.test(text)) return text
  return text.replace(all, (found, kept?: string) => kept ?? by(found))
}

/** Whether a text is what it looks like. */
export const hidesNothing = (text: string): boolean => replaceHidden(text, () => '') === text
