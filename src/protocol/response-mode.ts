import { wordsOf } from './parameters.ts'

/** How an answer travels (OAuth Responses §2.1, OAuth Form Post §2). */
export const responseModes = ['query', 'fragment', 'form_post'] as const

export type ResponseMode = (typeof responseModes)[number]

/** The modes that may carry a token: never the query (OAuth Responses §5). */
export const tokenModes = ['fragment', 'form_post'] as const satisfies readonly ResponseMode[]

export function parseResponseMode(value: string | undefined): ResponseMode | undefined {
  return responseModes.find((mode) => mode === value)
}

/**
 * The mode used when none is asked for: the fragment wherever a token may be returned, else the
 * query. It takes the raw response type, so that an error about an unknown one has a mode too.
 */
export function defaultResponseMode(responseType: string | undefined): ResponseMode {
  const words = wordsOf(responseType)
  return words.includes('token') || words.includes('id_token') ? 'fragment' : 'query'
}
