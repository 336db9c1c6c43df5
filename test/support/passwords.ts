import { randomBytes, scryptSync } from 'node:crypto'

/** A stored password that costs next to nothing to check: tests log in often. */
export function cheapHash(password: string): string {
  const salt = randomBytes(16)
  const hash = scryptSync(password, salt, 32, { N: 2 ** 10, r: 1, p: 1 })
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  return `$scrypt$ln=10,r=1,p=1$${text(salt)}$${text(hash)}`
}
