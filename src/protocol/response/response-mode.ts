/** The modes in which a page of ours hands the answer to the window that opened or framed it. */
export const messageModes = ['web_message', 'okta_post_message'] as const

export const isMessageMode = (mode: ResponseMode): boolean =>
  messageModes.some((known) => known === mode)

/** How an answer travels (OAuth Responses §2.1, OAuth Form Post §2). */
export const responseModes = ['query', 'fragment', 'form_post', ...messageModes] as const

export type ResponseMode = (typeof responseModes)[number]

/** The modes of every client; never the query, for they may carry a token (OAuth Responses §5). */
export const tokenModes = ['fragment', 'form_post'] as const satisfies readonly ResponseMode[]

export function parseResponseMode(value: string | undefined): ResponseMode | undefined {
  return responseModes.find((mode) => mode === value)
}
