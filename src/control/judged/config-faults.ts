import { ConfigError } from '../../config/fault.ts'
import { ControlError } from '../control-error.ts'
import { sentenceOf } from './faults-in.ts'

/**
 * What is wrong with the settings of a realm, as a call is told it; anything else stays what it is.
 *
 * @param own the path of what the call has sent, within the realm: empty where it has sent the realm.
 */
export function asControlError(error: unknown, own = ''): unknown {
  if (!(error instanceof ConfigError)) return error
  const faults = error.faults.map(({ path, problem }) => {
    const member = path.replaceAll(/\[(\d+)\]/g, '.$1')
    return { member: member.startsWith(`${own}.`) ? member.slice(own.length + 1) : member, problem }
  })
  return new ControlError(400, sentenceOf(faults, 'the body'), faults[0]?.member, { faults })
}
