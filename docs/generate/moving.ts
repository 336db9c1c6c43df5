/**
 * Writes docs/moving-to-code.md from the rows that the page of the console shows.
 *
 * @module
 */

import {
  answerChanges,
  type Change,
  type Move,
  movesFor,
  requestChanges,
  serverSteps,
} from '../../src/http/console/snippets/moves.ts'
import { citationUrl } from '../../src/protocol/spec.ts'

/** The generated file, by its path from the root of the package. */
export function movingFiles(): Readonly<Record<string, string>> {
  return { 'docs/moving-to-code.md': page }
}

const moves = movesFor({
  issuer: 'http://localhost:9400',
  clientId: 'my-app',
  redirectUri: 'http://localhost:5173/callback',
})

const table = (changes: readonly Change[]) => `| | implicit | code + PKCE |
|---|---|---|
${changes.map(({ what, implicit, code }) => `| ${what} | ${implicit} | ${code} |`).join('\n')}`

const fenced = ({ language, code }: Move['before']) => `\`\`\`${language}\n${code}\`\`\``

const titleOf = ({ from, to }: Move) => (from === to ? from : `${from} → ${to}`)

const section = (move: Move) => `## ${titleOf(move)}

${move.note}

${table(move.options)}

Implicit:

${fenced(move.before)}

Code + PKCE:

${fenced(move.after)}
`

const page = `# From implicit to code + PKCE

Generated from the code by \`npm run docs\`; a running server shows the same at \`/moving-to-code\`, with its own issuer
filled in.

The implicit grant hands tokens to the browser in an address, where they can leak, and nothing binds them to the
app that asked. With a code and PKCE the address carries a code that is of no use to anybody else, and the app
fetches its tokens itself ([RFC 9700 §2.1.2](${citationUrl('RFC 9700 §2.1.2')})). Users, scopes, claims, redirect
URIs and the pages of the server stay as they are.

## With every library

The request:

${table(requestChanges)}

The answer:

${table(answerChanges)}

At this server:

${serverSteps.map((step, at) => `${at + 1}. ${step}`).join('\n')}

${moves.map(section).join('\n')}`
