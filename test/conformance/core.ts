import type { Check } from './check.ts'
import { codeChecks } from './code-checks.ts'
import { parameterChecks, tokenChecks, userChecks } from './core-checks.ts'
import type { CoreModule } from './plans.ts'
import { requestChecks } from './request-checks.ts'

/** The modules of the plans of OpenID Connect Core; one that nothing checks does not compile. */
export const coreChecks: Readonly<Record<CoreModule, Check>> = {
  ...{ ...tokenChecks, ...parameterChecks, ...userChecks },
  ...{ ...requestChecks, ...codeChecks },
}
