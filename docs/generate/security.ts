/**
 * Writes docs/security.md from the rows, each with the tests that prove it.
 *
 * @module
 */

import type { Proof, SecurityRow } from './security-rows/row.ts'
import { securityParts, securityRows } from './security-rows.ts'

/** The generated file, by its path from the root of the package. */
export function securityFiles(): Readonly<Record<string, string>> {
  return { 'docs/security.md': page }
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

function proof({ file, title, cases }: Proof): string {
  const name = `[${file.replace(/^test\/|\.test\.ts$/g, '')}](../${file}) › ${title}`
  return cases === undefined ? name : `${name} (${cases.join(', ')})`
}

function row(one: SecurityRow): string {
  const status = one.status === 'met' ? 'met' : `**${one.status}**: ${one.why}`
  const cells = [one.id, one.what, status, one.tests.map(proof).join('<br>')]
  return `| ${cells.map(cell).join(' | ')} |`
}

const table = (rows: readonly SecurityRow[]): string => `| id | requirement | status | proved by |
|---|---|---|---|
${rows.map(row).join('\n')}`

const count = (status: SecurityRow['status']): number =>
  securityRows.filter((one) => one.status === status).length

const page = `# Security requirements

Generated from \`docs/generate/security-rows/\` by \`npm run docs\`. Each row names the tests that prove it; a
test fails when a requirement has no row, or when a row names a test that is not there. What the server
promises, and to whom, is in [SECURITY.md](../SECURITY.md).

Of ${securityRows.length} requirements ${count('met')} are met, ${count('deviates')} deviate and ${count('not applicable')} do not apply to what is built.

${securityParts.map(({ title, rows }) => `## ${title}\n\n${table(rows)}`).join('\n\n')}
`
