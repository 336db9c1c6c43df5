/**
 * A browser in a few words, for its user to know it again.
 *
 * @module
 */

/** In this order, since many also say that they are others. */
const browsers: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Headless)?(?:Chrome|Chromium|CriOS)\//],
  ['Safari', /\bVersion\/\S+ (?:Mobile\/\S+ )?Safari\//],
]

const systems: readonly (readonly [name: string, sign: RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b|\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
]

/** No user agent that is real is longer, and what is searched is bounded. */
const mostRead = 512

/** What stands between a browser and its system. */
export const browserOn = ' on '

/** Such as `Firefox on Linux`: words of ours alone; undefined for what none of them fits. */
export function browserNameOf(userAgent: string | undefined): string | undefined {
  const text = (userAgent ?? '').slice(0, mostRead)
  const named = (list: typeof browsers) => list.find(([, sign]) => sign.test(text))?.[0]
  const words = [named(browsers), named(systems)].filter((word) => word !== undefined)
  return words.length === 0 ? undefined : words.join(browserOn)
}
