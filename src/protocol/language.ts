/**
 * The languages in which people are spoken to, and which of them is meant.
 *
 * @module
 */

/** As the metadata name them (OIDC Discovery §3, `ui_locales_supported`). */
export const languages = ['en', 'de', 'fr', 'es', 'ja'] as const

export type Language = (typeof languages)[number]

const known = new Map<string, Language>(languages.map((language) => [language, language]))

/** A language range without a wildcard (RFC 4647 §2.1). */
const range = /^[a-z]{1,8}(?:-[a-z\d]{1,8})*$/i

/** Characters of a list of ranges that are read: no browser and no app sends more. */
export const longestList = 512

/**
 * The language that the first of `ranges` means that means any: a range that fits none is cut from its end,
 * subtag by subtag, and what is no range is passed over (RFC 4647 §3.4).
 */
export function languageMeantBy(ranges: readonly string[]): Language | undefined {
  for (const one of ranges) {
    const language = range.test(one) ? lookUp(one.toLowerCase()) : undefined
    if (language !== undefined) return language
  }
  return undefined
}

function lookUp(wanted: string): Language | undefined {
  const found = known.get(wanted)
  if (found !== undefined) return found
  const end = wanted.lastIndexOf('-')
  return end < 0 ? undefined : lookUp(wanted.slice(0, end))
}

/**
 * The language that `ui_locales` asks for, a list with spaces between, the preferred one first. A language that is not
 * here is no error (OIDC Core §3.1.2.1).
 */
export const languageOfLocales = (uiLocales: string | undefined): Language | undefined =>
  uiLocales === undefined ? undefined : languageMeantBy(uiLocales.slice(0, longestList).split(' '))
