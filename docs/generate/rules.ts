/**
 * Writes docs/rules.md from the rows of the rules, so that the two cannot part.
 *
 * @module
 */

import {
  arrivalRules,
  provedPushRules,
  pushRules,
} from '../../src/protocol/authorize/pushed-request.ts'
import { requestObjectRules } from '../../src/protocol/authorize/request-object-rules.ts'
import { authorizeRules } from '../../src/protocol/authorize/rules.ts'
import { unanswerables } from '../../src/protocol/authorize/unanswerable.ts'
import { logOutRules } from '../../src/protocol/log-out/request.ts'
import { type Citation, citationUrl } from '../../src/protocol/spec.ts'
import { assertionRules, onceRules } from '../../src/protocol/token/assertion.ts'
import { codeRules } from '../../src/protocol/token/code.ts'
import { boundClientRules, proofOnceRules, proofRules } from '../../src/protocol/token/dpop.ts'
import {
  grantedTargetRules,
  ownTargetRules,
  scopeRules,
} from '../../src/protocol/token/narrowing.ts'
import { refreshRules, rotationRules } from '../../src/protocol/token/refresh-rules.ts'
import {
  calledRules,
  clientRules,
  grantTypeRules,
  tokenRules,
} from '../../src/protocol/token/request.ts'
import { introspectionRules, revocationRules } from '../../src/protocol/token/revocation.ts'

interface Row {
  readonly must: string
  readonly error: string
  readonly cites: Citation
}

/** The generated file, by its path from the root of the package. */
export function rulesFiles(): Readonly<Record<string, string>> {
  return { 'docs/rules.md': page }
}

const link = (cites: Citation) => `[${cites}](${citationUrl(cites)})`

const table = (rows: readonly Row[]) => `| # | The request must… | or it is refused with | source |
|---|---|---|---|
${rows.map(({ must, error, cites }, at) => `| ${at + 1} | ${must} | \`${error}\` | ${link(cites)} |`).join('\n')}`

const sentences = unanswerables.map(({ description, error, cites }) => ({
  must: description.replace(/^The request must /, '').replace(/\.$/, ''),
  error,
  cites,
}))

const page = `# The rules

Generated from the code by \`npm run docs\`; the order is the order in which they are applied, and the
first that does not hold decides. Each sentence is also the \`error_description\` that the client gets,
the line on the "why" page and the \`rule\` of the audit log.

## Authorization request: can it be answered at all?

Judged first, whatever else is wrong. What they refuse is shown on a page (status 400) and never
redirected: an address that is not known to be the client's own is sent nothing.

${table(sentences)}

## Authorization request: is it allowed?

Judged once the client and its redirect URI are known to be good. What they refuse goes back to the
client, in the response mode that the request asked for or would have had.

${table([...arrivalRules, ...authorizeRules])}

A request object (\`request\`), whose parameters then count before those beside it:

${table(requestObjectRules)}

A request that is pushed (\`/par\`) is judged by the same rules, once its client has authenticated as at the token
endpoint; what cannot be answered at all is \`invalid_request\` there. Besides:

${table(pushRules)}

With a DPoP header:

${table(provedPushRules)}

## Token request

Judged in this order; what they refuse is answered in JSON and changes nothing, but for what comes twice.

${table([...calledRules, ...tokenRules])}

Then its client, at every endpoint that clients call by themselves. Two ways of authentication at once, or two
client ids, are \`invalid_request\` ([RFC 6749 §2.3](${citationUrl('RFC 6749 §2.3')})).

${table(clientRules)}

A client assertion:

${table([...assertionRules, ...onceRules])}

Then its grant.

${table(grantTypeRules)}

Then its DPoP proof, if it sends a DPoP header. The same holds at userinfo, for \`Authorization: DPoP\`.

${table([...proofRules, ...proofOnceRules, ...boundClientRules])}

A code:

${table(codeRules)}

A refresh token:

${table([...refreshRules, ...rotationRules])}

Revoking and introspecting:

${table([...revocationRules, ...introspectionRules])}

What a token request asks for:

${table([...scopeRules, ...grantedTargetRules, ...ownTargetRules])}

## Logout request

What they refuse is shown on a page and never redirected.

${table(logOutRules)}
`
