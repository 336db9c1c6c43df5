/**
 * Response modes: how an answer travels.
 *
 * @module
 */

/** The modes in which a page of ours hands the answer to the window that opened or framed it. */
export const messageModes = ['web_message', 'okta_post_message'] as const

/** The modes of every client; never the query, for they may carry a token (OAuth Responses §5). */
export const tokenModes = ['fragment', 'form_post'] as const

/** How the parameters of an answer reach the app (OAuth Responses §2.1, OAuth Form Post §2). */
const carriers = ['query', ...tokenModes, ...messageModes] as const

export type Carrier = (typeof carriers)[number]

export const isMessageMode = (mode: ResponseMode): boolean =>
  messageModes.some((known) => known === mode)

/** The modes in which the answer is one signed JWT, which travels as its first word says (JARM §2.3). */
export const jwtModes = ['query.jwt', 'fragment.jwt', 'form_post.jwt'] as const

type JwtMode = (typeof jwtModes)[number]

/** Asks for a JWT in the query or in the fragment, as the response type would have it (JARM §2.3.4). */
export const shortJwtMode = 'jwt'

/** What {@link shortJwtMode} can mean. */
export const meantByShort = ['query.jwt', 'fragment.jwt'] as const satisfies readonly JwtMode[]

export const responseModes = ['query', ...tokenModes, ...jwtModes, ...messageModes] as const

export type ResponseMode = (typeof responseModes)[number]

export const isJwtMode = (mode: ResponseMode): mode is JwtMode =>
  jwtModes.some((known) => known === mode)

const carrierOfJwt = {
  'query.jwt': 'query',
  'fragment.jwt': 'fragment',
  'form_post.jwt': 'form_post',
} as const satisfies Readonly<Record<JwtMode, Carrier>>

export const carrierOf = (mode: ResponseMode): Carrier =>
  isJwtMode(mode) ? carrierOfJwt[mode] : mode

/** The mode of that name, where `usual` is the one that the response type has. */
export function parseResponseMode(
  value: string | undefined,
  usual: 'query' | 'fragment',
): ResponseMode | undefined {
  if (value === shortJwtMode) return `${usual}.jwt`
  return responseModes.find((mode) => mode === value)
}
