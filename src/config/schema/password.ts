/**
 * Passwords as a configuration may hold them: plain text, or a hash in PHC notation.
 *
 * @module
 */

import { isMeantAsHash, parsePasswordHash } from '../../adapters/passwords/password-hash.ts'

/** Plain passwords are no longer than the login form takes (bytes). */
const longest = 1024

export function isPasswordHash(password: string): boolean {
  return parsePasswordHash(password) !== undefined
}

/** Whether `password` is a hash that can be checked, or plain text and not meant as a hash. */
export function isPassword(password: string): boolean {
  if (isMeantAsHash(password)) return isPasswordHash(password)
  return password !== '' && Buffer.byteLength(password) <= longest
}
