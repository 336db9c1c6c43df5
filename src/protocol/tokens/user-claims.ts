import { type Claims, noUserClaims } from '../user.ts'

/** The claims of a token while they are put together. */
export type Writable<Token> = { -readonly [Name in keyof Token]: Token[Name] }

/**
 * What a token says of its user beside its own claims, none of which may be taken the place of. Most say
 * nothing, and are not copied: the engine gives each copy that members are added to a layout of its own.
 */
export const withUserClaims = <Token extends object>(own: Token, claims: Claims): Token =>
  claims === noUserClaims ? own : { ...claims, ...own }
