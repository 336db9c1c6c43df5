import { realmPaths } from '../../protocol/paths.ts'
import type { LiveRealm } from '../../wire.ts'
import { ControlError } from '../control-error.ts'
import { queryTextOf, type SentParams, type Walked, type Walker, walk } from '../logins/walk.ts'
import type { RawReply } from './reading/read-reply.ts'
import type { Recorder } from './recorder.ts'

/** A walk without a browser, in the journal as the request that a browser would have sent. */
export async function recordedWalk(
  recorder: Recorder,
  realm: LiveRealm,
  params: SentParams,
  as: Walker,
): Promise<Walked> {
  const path = realmPaths.authorize
  const target = `${realm.basePath}${path}?${queryTextOf(params)}`
  const recording = recorder.begin({ realm: realm.id, method: 'GET', target, path, headers: {} })
  if (recording === undefined) return walk(realm, params, as)
  return recording.run(async () => {
    recording.asked(undefined)
    try {
      const walked = await walk(realm, params, as)
      await recording.answered(replyOf(walked))
      return walked
    } catch (error) {
      const status = error instanceof ControlError ? error.status : 500
      await recording.answered({ status, headers: {}, payload: undefined })
      throw error
    }
  })
}

function replyOf({ redirect, mode, params, sid }: Walked): RawReply {
  const isRedirect = mode === 'query' || mode === 'fragment'
  return {
    status: isRedirect ? 303 : 200,
    headers: isRedirect ? { location: redirect } : {},
    payload: undefined,
    walked: { mode, parameters: params, sid },
  }
}
