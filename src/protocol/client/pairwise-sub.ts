import { createHmac } from 'node:crypto'

/**
 * What the clients of a sector know a user by (OIDC Core §8.1): the same for all of them and at all
 * times, and nothing that another sector could tell the user by. Neither name holds a line break.
 */
export const pairwiseSub = (salt: Uint8Array, sector: string, sub: string): string =>
  createHmac('sha256', salt).update(`${sector}\n${sub}`).digest('base64url')
