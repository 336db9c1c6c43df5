import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A new folder for the test that is running, which is gone after it. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fragrant-scratch-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
