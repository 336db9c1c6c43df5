/**
 * Where what is added by pages is kept, in words.
 *
 * @module
 */

import type { Realm } from '../realm.ts'
import type { Ask } from './ask.ts'

const inFolder = 'in the data folder'
const inMemory = 'in memory: gone when the server starts again'

/** Of one user or app that was added, or changed where it may be. */
export const keptWords = (isKept: boolean): string => `Kept ${isKept ? inFolder : inMemory}.`

/** Of all that will be added to a realm. */
export async function keptIn(ask: Ask, realm: Realm): Promise<string> {
  const told = await ask<{ readonly kept: boolean }>(realm, 'GET', [])
  const isKept = told.kind === 'done' && told.answer.kept
  const where = isKept ? inFolder : `${inMemory}. Set data_dir to keep it`
  return `What is added here is kept ${where}.`
}
