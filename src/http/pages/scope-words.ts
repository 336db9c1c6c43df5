import { standardScopes } from '../../protocol/scope.ts'
import type { ScopeCatalogue } from '../../protocol/userinfo/claims.ts'
import type { Texts } from './texts/texts.ts'

const standard = new Map(standardScopes.map(({ name, words }) => [name, words]))

/**
 * What a scope lets an app do, in the language of the page; in words that the operator has chosen as they are, and
 * by its name where there are none.
 */
export function scopeWords(scopes: ScopeCatalogue, name: string, texts: Texts): string {
  const words = scopes.get(name)?.words
  const translated: Readonly<Record<string, string>> = texts.scopes
  const isStandard = words !== undefined && words === standard.get(name)
  return (isStandard ? translated[name] : words) ?? name
}
