/**
 * Small pictures for tests.
 *
 * @module
 */

/** A picture of one colour, with something in it that must not run. */
export const svgOf = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40" viewBox="0 0 120 40"><script>throw 1</script><rect width="120" height="40" rx="8" fill="${colour}"/></svg>`

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

export const png = Buffer.from(pixel, 'base64')
