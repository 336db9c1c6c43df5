import { isScopeSyntax } from '../../protocol/scope.ts'

/** Whether `value` is one scope: at least one character, no space (RFC 6749 §3.3). */
export function isScopeToken(value: string): boolean {
  return value.length > 0 && value.length <= 256 && !value.includes(' ') && isScopeSyntax(value)
}
