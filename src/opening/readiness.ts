import type { Config } from '../config/config.ts'
import { algsOf, keySettingsOf } from '../config/realm-config.ts'
import type { Ground } from '../ground.ts'
import type { OpenStore } from './store/opened-store.ts'

interface Needs extends Pick<Ground, 'keys'> {
  readonly store: Pick<OpenStore, 'check'>
}

/** Tells what keeps the server from answering, in a sentence: its store, or keys that it does not have. */
export function createReadiness(
  { realms: [first] }: Pick<Config, 'realms'>,
  { store, keys }: Needs,
): () => Promise<string | undefined> {
  const succeeds = (act: Promise<unknown>): Promise<boolean> =>
    act.then(
      () => true,
      () => false,
    )
  return async () => {
    if (!(await succeeds(store.check()))) return 'The store cannot be reached.'
    if (first === undefined) return undefined
    const own = keys.of(first.id, keySettingsOf(first))
    const signing = Promise.all(algsOf(first).map(own.signing))
    return (await succeeds(signing)) ? undefined : 'There are no signing keys.'
  }
}
