/**
 * Where what is added by pages is kept, in words.
 *
 * @module
 */

import type { Realm } from '../realm.ts'
import type { Ask } from './ask.ts'

const beyond = 'beyond a restart of the server'
const inMemory = 'in memory: gone when the server starts again'

/** Of one user or app that was added, or changed where it may be. */
export const keptWords = (isKept: boolean): string => `Kept ${isKept ? beyond : inMemory}.`

/** Of all that will be added to a realm. */
export async function keptIn(ask: Ask, realm: Realm): Promise<string> {
  const told = await ask<{ readonly kept: boolean }>(realm, 'GET', [])
  const isKept = told.kind === 'done' && told.answer.kept
  const where = isKept ? beyond : `${inMemory}. Set data_dir to keep it`
  return `What is added here is kept ${where}.`
}
