/**
 * By which `sub` a client knows its users (OIDC Core §8, OIDC Registration §2).
 *
 * @module
 */

import { z } from 'zod'
import { oneOf } from './value.ts'

const sectorTaken = 'must be an https address, such as https://example.com/apps.json'

export const subjectMembers = () => ({
  subject_type: oneOf('public', 'pairwise').default('public').meta({
    title: 'Subject type',
    description:
      'public: its users have the same sub as everywhere. pairwise: one that clients of other sectors do not know them by; a sector is the host of redirect_uris.',
  }),
  sector_identifier_uri: z
    .string({ error: sectorTaken })
    .refine((uri) => /^https:\/\/[\x21-\x7e]+$/.test(uri) && URL.canParse(uri), {
      error: sectorTaken,
    })
    .optional()
    .meta({
      title: 'Sector identifier URI',
      description:
        'Its host names the sector, for clients with redirect_uris of several hosts, or of several clients together. Nothing is fetched from it: whoever writes it vouches for it.',
    }),
})

interface SubjectMetadata {
  readonly subject_type?: 'public' | 'pairwise' | undefined
  readonly sector_identifier_uri?: string | undefined
  readonly redirect_uris?: readonly (string | undefined)[] | undefined
}

/** The host of an address, or the scheme of an app that has none: both are names that somebody owns. */
function ownerOf(uri: string): string {
  const { hostname, protocol } = new URL(uri)
  return hostname === '' ? protocol.slice(0, -1) : hostname
}

/** Whether there is one sector, if one is needed; what could not be read is judged elsewhere. */
export function hasOneSector(client: SubjectMetadata): boolean {
  const { redirect_uris: uris = [undefined] } = client
  if (client.subject_type !== 'pairwise' || client.sector_identifier_uri !== undefined) return true
  const read = uris.filter((uri) => uri !== undefined)
  return read.length < uris.length || new Set(read.map(ownerOf)).size === 1
}

/** The sector of a client whose metadata are right; undefined where its subjects are public. */
export function sectorOf(client: SubjectMetadata): string | undefined {
  if (client.subject_type !== 'pairwise') return undefined
  const uri = client.sector_identifier_uri ?? client.redirect_uris?.[0]
  return uri === undefined ? undefined : ownerOf(uri)
}
