import type { Jwks } from '../../ports/jwks.ts'
import type { SigningKeys } from './key-store.ts'

interface Needs {
  readonly keys: SigningKeys
}

/** The JWK Set, written once. */
export function createJwks({ keys }: Needs): Jwks {
  let text: Promise<string> | undefined
  const write = async () => {
    const all = await keys.all()
    return JSON.stringify({ keys: all.map(({ publicJwk }) => publicJwk) })
  }
  return {
    publicKeys() {
      text ??= write()
      return text
    },
  }
}
