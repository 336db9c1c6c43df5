/**
 * The number in the id of an exchange, such as 12 of `x12`: they are in order. In a journal that replicas share
 * it has sixteen digits. Undefined for what is no such id.
 */
export function exchangeNumber(id: string): number | undefined {
  const [, digits] = /^x(\d{1,16})$/.exec(id) ?? []
  const number = Number(digits)
  return Number.isSafeInteger(number) ? number : undefined
}
