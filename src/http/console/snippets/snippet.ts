/**
 * What a snippet is, and how a value is written into one.
 *
 * @module
 */

import type { SnippetModel } from '../../pages/models/parts.ts'

/** The app that a snippet is written for. */
export interface SnippetFor {
  readonly issuer: string
  readonly clientId: string
  readonly redirectUri: string
  /** The address of one of our paths where a preset has another; below the issuer otherwise. */
  readonly at?: (path: string) => string
  /** What our paths stand below; the issuer where it is not said. */
  readonly base?: string
  /** The provider whose libraries need to be told nothing else here. */
  readonly preset?: string
  /** All redirect URIs of it; undefined where any will do. */
  readonly registered?: readonly string[]
  /** The scopes that it may ask for, with spaces between; the usual ones where it may ask for any. */
  readonly scope?: string
  /** Whether it proves itself by a secret, which only a server can keep. */
  readonly hasSecret?: boolean
}

export type Snippet = SnippetModel

/** `value` as a string literal in single quotes, for JavaScript and TypeScript. */
export function literal(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1).replaceAll("'", "\\'")
  return `'${inner}'`
}

/** `value`, printable ASCII, as a string in double quotes, for C#, Go, Java and Python. */
export function quoted(value: string): string {
  return JSON.stringify(value)
}

/** `value` as one word of a POSIX shell. */
export function shellWord(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}

/** `value` as a YAML string: JSON's strings are YAML's. */
export function yamlString(value: string): string {
  return JSON.stringify(value)
}

/** What the app asks for. */
export const scopeOf = ({ scope = 'openid profile email' }: Pick<SnippetFor, 'scope'>): string =>
  scope

/** Where one of our paths is asked, as an app is told it. */
export const addressOf = ({ issuer, at }: Pick<SnippetFor, 'issuer' | 'at'>, path: string) =>
  at?.(path) ?? issuer + path

/** What our own paths stand below, under a preset too. */
export const baseOf = ({ issuer, base }: SnippetFor): string => base ?? issuer

/** The page of the app that stands beside its redirect URI. */
export const homeOf = (redirectUri: string): string => besides(redirectUri, './')

/** Another page of the app whose redirect URI this is. */
export function besides(redirectUri: string, path: string): string {
  if (!/^https?:/i.test(redirectUri) || !URL.canParse(redirectUri)) return redirectUri
  return new URL(path, redirectUri).href
}
