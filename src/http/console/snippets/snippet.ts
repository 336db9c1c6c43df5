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
  /** All redirect URIs of it; undefined where any will do. */
  readonly registered?: readonly string[]
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

/** The page of the app that stands beside its redirect URI. */
export const homeOf = (redirectUri: string): string => besides(redirectUri, './')

/** Another page of the app whose redirect URI this is. */
export function besides(redirectUri: string, path: string): string {
  if (!/^https?:/i.test(redirectUri) || !URL.canParse(redirectUri)) return redirectUri
  return new URL(path, redirectUri).href
}
