/**
 * Stored passwords: plain text, or a PHC string `$scrypt$ln=15,r=8,p=1$salt$hash`.
 *
 * @module
 */

/** What a hash costs to check. */
export interface ScryptCost {
  /** The binary logarithm of N. */
  readonly ln: number
  readonly r: number
  readonly p: number
}

export interface PasswordHash extends ScryptCost {
  readonly salt: Buffer
  readonly hash: Buffer
}

export const usualCost: ScryptCost = { ln: 15, r: 8, p: 1 }

const phcString = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/=-]+)\$([\w+/=-]+)$/

/** Reads a PHC string; undefined when it is not one, or one that would cost too much or too little. */
export function parsePasswordHash(stored: string): PasswordHash | undefined {
  if (stored.length > 256) return undefined
  const match = phcString.exec(stored)
  if (match === null) return undefined
  const [, ln = '', r = '', p = '', salt = '', hash = ''] = match
  const read = {
    ln: Number(ln),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
  return isSound(read) ? read : undefined
}

const cheapestLn = 10

function isSound({ ln, r, p, salt, hash }: PasswordHash): boolean {
  if (ln < cheapestLn || r < 1 || p < 1 || p > 4) return false
  if (memoryOf({ ln, r, p }) > memoryLimit) return false
  return salt.length >= 8 && hash.length >= 16 && hash.length <= 64
}

/** 256 MB: two are checked at once. */
const memoryLimit = 2 ** 28

/** Bytes that scrypt needs (RFC 7914 §2). */
export const memoryOf = ({ ln, r, p }: ScryptCost): number => 128 * r * (2 ** ln + p)

/** Writes the PHC string that {@link parsePasswordHash} reads. */
export function writePasswordHash({ ln, r, p, salt, hash }: PasswordHash): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

const hashPrefix = /^\$(?:scrypt|argon2(?:i|d|id)|pbkdf2[\w-]*|2[abxy]|[156])\$/

/**
 * Whether a stored password was meant as a hash. One that is meant as a hash and that
 * {@link parsePasswordHash} cannot read is a fault of the configuration: taken as plain text, it
 * would itself be the password.
 */
export function isMeantAsHash(stored: string): boolean {
  return hashPrefix.test(stored)
}

/** The costliest hash among stored passwords; undefined when all are plain text. */
export function costliestOf(stored: readonly (string | undefined)[]): ScryptCost | undefined {
  const costs = stored.flatMap((one) => parsePasswordHash(one ?? '') ?? [])
  return costs.toSorted((one, other) => workOf(other) - workOf(one))[0]
}

/**
 * What is to be hashed after `spent` so that all together costs as much as `costliest`, within the
 * cheapest hash that there is. N is a power of two, so the rest is a sum of such powers.
 */
export function restOf(
  spent: ScryptCost | undefined,
  costliest: ScryptCost,
): readonly ScryptCost[] {
  const { r, p } = costliest
  let rest = workOf(costliest) - (spent === undefined ? 0 : workOf(spent))
  const pieces: ScryptCost[] = []
  for (let ln = costliest.ln; ln >= cheapestLn; ln -= 1) {
    const piece = { ln, r, p }
    if (workOf(piece) > rest) continue
    pieces.push(piece)
    rest -= workOf(piece)
  }
  return pieces
}

const workOf = ({ ln, r, p }: ScryptCost): number => 2 ** ln * r * p
