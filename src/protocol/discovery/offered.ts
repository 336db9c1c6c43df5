/**
 * What the metadata of a realm offer: what some client of it may use, and nothing else.
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import { type GrantType, grantTypes } from '../client/grant-type.ts'
import { clientSigningAlgs, type RequestObjectAlg } from '../keys/signing-alg.ts'
import type { RegistrationTerms } from '../register/registration-terms.ts'
import {
  isJwtMode,
  jwtModes,
  messageModes,
  type ResponseMode,
  responseModes,
  shortJwtMode,
  tokenModes,
} from '../response/response-mode.ts'
import { type ResponseType, responseTypes } from '../response/response-type.ts'

export interface Offered {
  readonly responseTypes: readonly ResponseType[]
  readonly responseModes: readonly (ResponseMode | typeof shortJwtMode)[]
  /** Whether an answer may be a JWT. */
  readonly signedAnswers: boolean
  readonly grantTypes: readonly GrantType[]
  readonly subjectTypes: readonly ('public' | 'pairwise')[]
  /** Whether userinfo may answer a JWT. */
  readonly signedUserinfo: boolean
  readonly requestObjectAlgs: readonly RequestObjectAlg[]
}

/** What a client that is not known yet may use. */
type Unknown = Pick<Client, 'responseTypes' | 'responseModes' | 'grantTypes'>

const everyMode = [...tokenModes, ...jwtModes, ...messageModes]

/** One that local mode accepts; see `acceptOnLoopback`. */
const onLoopback: Unknown = {
  responseTypes,
  responseModes: everyMode,
  grantTypes: ['authorization_code', 'refresh_token', 'implicit'],
}

/** One that registers itself names what it likes. */
const registering: Unknown = { responseTypes, responseModes: everyMode, grantTypes }

/** A server without any client still says what it is for. */
const least: Unknown = {
  responseTypes: ['code'],
  responseModes: tokenModes,
  grantTypes: ['authorization_code'],
}

/** By which ways further clients may come. */
interface Doors {
  readonly loopbackClients: boolean
  readonly registration: RegistrationTerms
}

export function offeredBy(
  clients: readonly Client[],
  { loopbackClients, registration }: Doors,
): Offered {
  const registers = registration.kind !== 'off'
  const enabled = clients.filter((client) => client.enabled)
  const some = [
    least,
    ...(loopbackClients ? [onLoopback] : []),
    ...(registers ? [registering] : []),
    ...enabled,
  ]
  const types = some.flatMap((client) => client.responseTypes)
  const grants = some.flatMap((client) => client.grantTypes)
  // The query is nobody's to register: it is there for codes and for errors.
  const named = ['query', ...some.flatMap((client) => client.responseModes)]
  const modes = responseModes.filter((mode) => named.includes(mode))
  const signedAnswers = modes.some(isJwtMode)
  const isPairwise = registers || enabled.some(({ sector }) => sector !== undefined)
  // A signature may be any client's; to do without is for those that registered it.
  const leavesUnsigned = registers || enabled.some((one) => one.requestObjectAlg === 'none')
  return {
    responseTypes: responseTypes.filter((type) => types.includes(type)),
    responseModes: signedAnswers ? [...modes, shortJwtMode] : modes,
    signedAnswers,
    grantTypes: grantTypes.filter((grant) => grants.includes(grant)),
    subjectTypes: isPairwise ? ['public', 'pairwise'] : ['public'],
    signedUserinfo: registers || enabled.some(({ userinfoAlg }) => userinfoAlg !== undefined),
    requestObjectAlgs: [...clientSigningAlgs, ...(leavesUnsigned ? (['none'] as const) : [])],
  }
}
