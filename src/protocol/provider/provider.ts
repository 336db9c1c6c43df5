/**
 * A preset where it stands: the paths of the provider beside those of ours.
 *
 * @module
 */

import type { PathRow, Place, Preset } from './preset.ts'

export interface Provider
  extends Pick<
    Preset,
    | 'clientIssuer'
    | 'logOutNames'
    | 'userinfoWithoutOpenid'
    | 'tokenInQuery'
    | 'unread'
    | 'shape'
    | 'errors'
  > {
  /** The name of the preset. */
  readonly name: string
  /** What its issuer ends in, after the address of the realm; may be empty. */
  readonly issuerEnd: string
  /** The claims that it adds, for the metadata. */
  readonly claims: readonly string[]
  /**
   * Our path for one of the provider's, both below the address of the realm; undefined for any other.
   * `asksForJson` says whether a script asks, for there may be a page at the same path.
   */
  readonly ours: (path: string, asksForJson: boolean) => string | undefined
  /** The paths of the provider for one of ours, that which is advertised first. */
  readonly theirs: (path: string) => readonly string[]
}

export function createProvider(name: string, preset: Preset, place: Place): Provider {
  const base = preset.base?.(place) ?? ''
  const rows = preset.paths.map((row) => ({
    ...row,
    theirs: base + row.theirs.replaceAll('{tenant}', place.tenant),
  }))
  const exact = byPath(rows.filter(({ json }) => json !== true))
  const forScripts = byPath(rows.filter(({ json }) => json === true))
  const patterns = rows.filter(isPattern).map((row) => ({ ...row, pattern: patternOf(row) }))
  const {
    claims = [],
    clientIssuer,
    logOutNames,
    userinfoWithoutOpenid,
    tokenInQuery,
    unread,
    shape,
    errors,
  } = preset
  return {
    ...(clientIssuer && { clientIssuer }),
    ...(logOutNames && { logOutNames }),
    ...(userinfoWithoutOpenid && { userinfoWithoutOpenid }),
    ...(tokenInQuery && { tokenInQuery }),
    ...(unread && { unread }),
    ...(shape && { shape }),
    ...(errors && { errors }),
    name,
    claims,
    issuerEnd: preset.issuer(place),
    ours: (path, asksForJson) =>
      (asksForJson ? forScripts.get(path) : undefined) ??
      exact.get(path) ??
      matched(patterns, path),
    theirs: (path) =>
      rows.filter((row) => row.ours === path && !isPattern(row)).map(({ theirs }) => theirs),
  }
}

const byPath = (rows: readonly PathRow[]): ReadonlyMap<string, string> =>
  new Map(rows.map(({ theirs, ours }) => [theirs, ours]))

/** Ours, with the client in its query where the path names one. */
function matched(
  patterns: readonly (PathRow & { readonly pattern: RegExp })[],
  path: string,
): string | undefined {
  for (const { pattern, ours, ofClient } of patterns) {
    const found = pattern.exec(path)
    if (found !== null) return ofClient ? `${ours}?client_id=${found[1]}` : ours
  }
  return undefined
}

const isPattern = ({ theirs }: PathRow): boolean => theirs.includes('*')

const patternOf = ({ theirs }: PathRow): RegExp =>
  new RegExp(`^${theirs.replaceAll('.', '[.]').replaceAll('*', '([^/]+)')}$`)

/** Every path of ours that may be asked for as `path`: itself, then as the provider has it. */
export const pathsFor = (provider: Provider | undefined, path: string): readonly string[] =>
  provider === undefined ? [path] : [path, ...provider.theirs(path)]

/** The path that is advertised for one of ours. */
export const advertisedPath = (provider: Provider | undefined, path: string): string =>
  provider?.theirs(path)[0] ?? path

/** The issuer as a client is told it: that of its realm, unless each has one of its own. */
export const issuerFor = (
  { issuer, provider }: { readonly issuer: string; readonly provider: Provider | undefined },
  clientId: string,
): string => provider?.clientIssuer?.(issuer, clientId) ?? issuer
