/**
 * What a realm says of itself: to clients by its metadata and keys, to people on its pages.
 *
 * @module
 */

import type { Jwks } from '../ports/jwks.ts'
import type { ClientRegistry, UserDirectory } from '../ports/registry.ts'
import type { Client } from '../protocol/client/client.ts'
import { metadata } from '../protocol/discovery/metadata.ts'
import type { Offered } from '../protocol/discovery/offered.ts'
import type { SigningAlg } from '../protocol/keys/signing-alg.ts'
import { advertisedPath, issuerFor, type Provider } from '../protocol/provider/provider.ts'
import type { RegistrationTerms } from '../protocol/register/registration-terms.ts'
import type { User } from '../protocol/user.ts'
import type { ScopeCatalogue } from '../protocol/userinfo/claims.ts'

export interface Discovery {
  /**
   * The metadata document (OIDC Discovery §3) as JSON text, for whoever asks at `at`, an address of
   * the realm; at its usual one when that is left out.
   */
  metadata(at?: string): string
  /** The same as it is told to one client, where each has an issuer of its own. */
  metadataFor(clientId: string, at?: string): string
  /** The JWK Set as JSON text. */
  publicKeys(): Promise<string>
  clients(): Promise<readonly Client[]>
  users(): Promise<readonly User[]>
}

interface Needs {
  readonly issuer: string
  /** What the paths of the realm stand below. */
  readonly address: string
  readonly provider: Provider | undefined
  readonly scopes: ScopeCatalogue
  readonly offered: Offered
  readonly algs: readonly SigningAlg[]
  readonly acrValues: readonly string[]
  readonly registration: RegistrationTerms
  readonly jwks: Jwks
  readonly clients: ClientRegistry
  readonly users: UserDirectory
}

export function createDiscovery(needs: Needs): Discovery {
  // There are as many as the configuration names addresses.
  const documents = new Map<string, string>()
  const pathOf = (path: string) => advertisedPath(needs.provider, path)
  const furtherClaims = needs.provider?.claims ?? []
  return {
    metadata(at = needs.address) {
      const known = documents.get(at)
      if (known !== undefined) return known
      const document = JSON.stringify(metadata({ ...needs, pathOf, furtherClaims }, at))
      documents.set(at, document)
      return document
    },
    metadataFor(clientId, at = needs.address) {
      const issuer = issuerFor(needs, clientId)
      return JSON.stringify(metadata({ ...needs, issuer, pathOf, furtherClaims }, at))
    },
    publicKeys: () => needs.jwks.publicKeys(),
    clients: () => needs.clients.list(),
    users: () => needs.users.list(),
  }
}
