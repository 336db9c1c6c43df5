import type { Jwks } from '../../ports/jwks.ts'
import type { SigningAlg } from '../../protocol/keys/signing-alg.ts'
import type { SigningKeys } from './keys/key-store.ts'
import type { SigningKey } from './keys/signing-key.ts'

interface Needs {
  readonly keys: SigningKeys
  /** What tokens may be signed with: there is a key for each before the set is shown. */
  readonly algs: readonly SigningAlg[]
}

/** The JWK Set (RFC 7517 §5): keys that are no longer signed with stay in it. */
export function createJwks({ keys, algs }: Needs): Jwks {
  // One text for one list, so that whoever keeps what was made of it finds that by it.
  const texts = new WeakMap<readonly SigningKey[], string>()
  const textOf = (all: readonly SigningKey[]): string => {
    const text = JSON.stringify({ keys: all.map(({ publicJwk }) => publicJwk) })
    texts.set(all, text)
    return text
  }
  return {
    async publicKeys() {
      const all = await keys.all(algs)
      return texts.get(all) ?? textOf(all)
    },
  }
}
