import type { ClientSignatures } from '../../ports/client-signatures.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Store } from '../../ports/store.ts'
import { OAuthError } from '../../protocol/oauth-error.ts'
import { type Provider, pathsFor } from '../../protocol/provider/provider.ts'
import { firstBroken, type Refusal } from '../../protocol/rule.ts'
import { digestOf } from '../../protocol/secrets.ts'
import {
  type DpopErrorCode,
  noncesAt,
  proofKeyOf,
  proofOnceRules,
  proofRememberedUntil,
  proofRules,
  readProofHeader,
  thumbprintOf,
} from '../../protocol/token/dpop.ts'

/** A request that may prove a key. */
export interface Proving {
  /** The values of its DPoP headers. */
  readonly proofs: readonly string[]
  readonly method: string
  /** The endpoint, as a path of the realm. */
  readonly path: string
  readonly accessToken?: string
}

/** A proof that is right, and was not used before. */
export interface Proof {
  /** The thumbprint of the key that it proves. */
  readonly jkt: string
  /**
   * Uses it up (RFC 9449 §11.1). Throws {@link OAuthError} when somebody has done so. It is done last,
   * when a request is right in all else: a stranger can make proofs without end, and those that have been
   * used are remembered.
   */
  use(): Promise<void>
}

/** Reads proofs of keys (RFC 9449 §4.3). */
export interface ReadProof {
  /**
   * What a request proves; undefined without a DPoP header. Throws {@link OAuthError}:
   * `invalid_dpop_proof`, `use_dpop_nonce`.
   */
  read(request: Proving): Promise<Proof | undefined>
  /** What the next proof must bring as `nonce`; undefined where none is asked for (RFC 9449 §8). */
  nonce(): string | undefined
}

interface Needs {
  /** What the paths of the realm stand below: its usual address, and the further ones. */
  readonly addresses: readonly string[]
  readonly provider: Provider | undefined
  readonly dpopNonce: boolean
  /** What nonces are made with; undefined: one is drawn. */
  readonly nonceSecret?: string | undefined
  readonly signatures: ClientSignatures
  /** How often proofs were used, by key and `jti`. */
  readonly usedProofs: Store<number>
  readonly entropy: Entropy
  readonly clock: Clock
}

export function createReadProof(needs: Needs): ReadProof {
  const { addresses, provider, dpopNonce, signatures, usedProofs, entropy, clock } = needs
  const secret = needs.nonceSecret ?? entropy.secret()
  const nonces = () => (dpopNonce ? noncesAt(secret, clock.now()) : [])

  return {
    nonce: () => nonces()[0],

    async read({ proofs, method, path, accessToken }) {
      const [proof = '', second] = proofs
      if (proofs.length === 0) return undefined
      const header = second === undefined ? readProofHeader(proof) : undefined
      const key = proofKeyOf(header)
      const read = {
        header,
        claims: key && (await signatures.read(proof, [key])),
        method,
        addresses: addresses.flatMap((address) =>
          pathsFor(provider, path).map((own) => address + own),
        ),
        accessToken,
        nonces: nonces(),
        now: clock.now(),
      }
      mustBeProved(firstBroken(proofRules, read), accessToken)
      if (key === undefined) throw new Error('the rules let a proof pass that has no key')
      const jkt = thumbprintOf(key)
      const once = digestOf(`${jkt}\n${read.claims?.['jti']}`)
      const until = proofRememberedUntil(read)
      const mustBeFirst = (uses: number) =>
        mustBeProved(firstBroken(proofOnceRules, { uses }), accessToken)
      mustBeFirst(1 + ((await usedProofs.find(once)) ?? 0))
      return {
        jkt,
        async use() {
          mustBeFirst(await usedProofs.upsert(once, (before = 0) => before + 1, until))
        },
      }
    },
  }
}

/** Where an access token opens something, the refusal says how to authenticate (RFC 9449 §7.1). */
function mustBeProved(
  refusal: Refusal<DpopErrorCode> | undefined,
  accessToken: string | undefined,
): void {
  if (refusal === undefined) return
  const { error, description, cites } = refusal
  throw new OAuthError(error, description, cites, accessToken === undefined ? undefined : 'DPoP')
}
