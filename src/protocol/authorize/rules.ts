/**
 * The rules of an authorization request, in the order in which they are applied. The first that
 * does not hold decides the error, so the order is part of the contract.
 *
 * They run once the client and its redirect URI are known to be good (`return-address.ts`), so
 * what they refuse is always answered to the client.
 *
 * @module
 */

import { accessRules } from './rules/access-rules.ts'
import type { AuthorizeRule } from './rules/authorize-rule.ts'
import { bindingRules } from './rules/binding-rules.ts'
import { loginRules } from './rules/login-rules.ts'
import { requestRules } from './rules/request-rules.ts'
import { responseRules } from './rules/response-rules.ts'

export const authorizeRules: readonly AuthorizeRule[] = [
  ...requestRules,
  ...responseRules,
  ...accessRules,
  ...bindingRules,
  ...loginRules,
]
