import { CompactSign } from 'jose/jws/compact/sign'
import type { TokenSigner } from '../../ports/tokens.ts'
import type { AccessTokenTyp } from '../../protocol/client/token-shape.ts'
import type { SigningAlg } from '../../protocol/keys/signing-alg.ts'
import type { SigningKeys } from './keys/key-store.ts'
import { tokenLimit } from './untrusted-token.ts'

interface Needs {
  readonly issuer: string
  /** What the client of that id is told as issuer; that of the realm when left out. */
  readonly issuerFor?: ((clientId: string) => string) | undefined
  readonly keys: SigningKeys
  /** The algorithm of access tokens; that of an ID Token is its client's choice. */
  readonly accessTokenAlg: SigningAlg
}

/**
 * Signs JWTs (RFC 7519 §7.1). The claims are complete and checked when they come here, so they are
 * signed as they are: what jose's SignJWT adds is a copy of them. An access token that this server
 * would not read is none: what a request adds always fits, so its user has too many claims in it.
 */
export function createTokenSigner({ issuer, issuerFor, keys, accessTokenAlg }: Needs): TokenSigner {
  const withIssuer = createIssuerWriter(issuer)
  const sign = async (
    claims: object,
    alg: SigningAlg,
    typ: AccessTokenTyp | 'logout+jwt',
    write = withIssuer,
  ): Promise<string> => {
    const { kid, privateKey } = await keys.signing(alg)
    const payload = Buffer.from(write(claims))
    return await new CompactSign(payload).setProtectedHeader({ alg, kid, typ }).sign(privateKey)
  }
  /** What is for a client alone names the issuer that it was told. */
  const signFor = (claims: ForClient, alg: SigningAlg, typ: 'JWT' | 'logout+jwt') =>
    sign(claims, alg, typ, issuerFor && createIssuerWriter(issuerFor(claims.aud)))
  return {
    async signAccessToken(claims, typ) {
      const token = await sign(claims, accessTokenAlg, typ)
      if (token.length <= tokenLimit) return token
      throw new Error(
        `The access token has ${token.length} characters, and ${tokenLimit} are the most: let it carry fewer claims of the user.`,
      )
    },
    signIdToken: (claims, alg) => signFor(claims, alg, 'JWT'),
    signLogoutToken: (claims, alg) => signFor(claims, alg, 'logout+jwt'),
    signAnswer: (claims, alg) => signFor(claims, alg, 'JWT'),
    signUserinfo: (claims, alg) => signFor(claims, alg, 'JWT'),
  }
}

interface ForClient {
  /** The id of the client. */
  readonly aud: string
}

/**
 * Writes claims as JSON with `iss` after them, so that no claim about a user can take its place. To write
 * it behind the text of the others is cheaper than to copy them for it.
 */
function createIssuerWriter(issuer: string): (claims: object) => string {
  const end = `,"iss":${JSON.stringify(issuer)}}`
  return (claims) => {
    if ('iss' in claims) return JSON.stringify({ ...claims, iss: issuer })
    const text = JSON.stringify(claims)
    return text === '{}' ? `{${end.slice(1)}` : text.slice(0, -1) + end
  }
}
