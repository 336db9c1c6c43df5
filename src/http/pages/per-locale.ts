/** Makes a formatter once for a language, which takes far longer than what it is for. */
export function perLocale<Formatter>(
  make: (locale: string) => Formatter,
): (locale: string) => Formatter {
  const made = new Map<string, Formatter>()
  return (locale) => {
    const formatter = made.get(locale) ?? make(locale)
    made.set(locale, formatter)
    return formatter
  }
}
