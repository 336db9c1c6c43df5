import type { TokenSigner } from '../../ports/tokens.ts'
import type { SigningAlg } from '../../protocol/signing-alg.ts'
import type { SigningKeys } from './key-store.ts'
import { signBytes } from './signature.ts'
import type { SigningKey } from './signing-key.ts'

interface Needs {
  readonly issuer: string
  readonly keys: SigningKeys
  /** The algorithm of access tokens; that of an ID Token is its client's choice. */
  readonly accessTokenAlg: SigningAlg
}

type TokenType = 'at+jwt' | 'JWT'

/** Signs compact JWS (RFC 7515 §7.1). The header of a key never changes, so it is written once. */
export function createTokenSigner({ issuer, keys, accessTokenAlg }: Needs): TokenSigner {
  const write = async (claims: object, alg: SigningAlg, headers: Headers): Promise<string> => {
    const key = await keys.signing(alg)
    const payload = JSON.stringify({ ...claims, iss: issuer })
    const input = `${headers(key)}.${Buffer.from(payload).toString('base64url')}`
    const signature = await signBytes(key.privateKey, alg, Buffer.from(input, 'latin1'))
    return `${input}.${signature.toString('base64url')}`
  }
  const accessToken = createHeaders('at+jwt')
  const idToken = createHeaders('JWT')
  return {
    signAccessToken: (claims) => write(claims, accessTokenAlg, accessToken),
    signIdToken: (claims, alg) => write(claims, alg, idToken),
  }
}

type Headers = (key: SigningKey) => string

function createHeaders(typ: TokenType): Headers {
  const written = new Map<string, string>()
  return ({ alg, kid }) => {
    const before = written.get(kid)
    if (before !== undefined) return before
    const header = Buffer.from(JSON.stringify({ alg, kid, typ })).toString('base64url')
    written.set(kid, header)
    return header
  }
}
