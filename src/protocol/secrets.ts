import { hash, timingSafeEqual } from 'node:crypto'

/** SHA-256 in base64url: 43 characters for a text of any length, which nobody can find another text for. */
export const digestOf = (text: string): string => hash('sha256', text, 'base64url')

const digest = (text: string): Buffer => hash('sha256', text, 'buffer')

/** Compares two secrets in a time that does not tell where they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b))
}
