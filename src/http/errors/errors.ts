/**
 * The last resort of every request: what was thrown becomes an answer that says nothing of the
 * inside, as a page or, on endpoints that speak JSON, as JSON.
 *
 * @module
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { retryAfter, UnavailableError } from '../../protocol/unavailable/unavailable.ts'
import { preparePageHeaders, sendPageHeaders } from '../edge/headers.ts'
import { type ReportRefusal, refusalOf } from '../edge/refusal.ts'
import type { RouteTable } from '../edge/route-table.ts'
import { realmIdIn, startOf } from '../edge/start-link.ts'
import { textsFor } from '../pages/language.ts'
import type { PageModels } from '../pages/models/pages.ts'
import type { Sentence } from '../pages/models/parts.ts'
import { filled } from '../pages/sentence.ts'
import { english } from '../pages/texts/en.ts'
import type { Texts } from '../pages/texts/texts.ts'
import { createNotFoundHandler } from './not-found.ts'

export interface ErrorNeeds {
  /** The error page as HTML; `start` is the path of the start page. */
  readonly renderError: (model: PageModels['error'], start: string) => string
  /** Whether there is a realm of that id. */
  readonly isRealm?: (id: string) => boolean
  /** Is given each error of ours (500) once. */
  readonly report: (error: unknown, request: FastifyRequest) => void
  /** Hears of each request that was refused. */
  readonly refused: ReportRefusal
  /** Answers an error that the protocol knows, such as an OAuthError, and returns true. */
  readonly answerKnown?: (error: unknown, request: FastifyRequest, reply: FastifyReply) => boolean
  /** Answers for an API that has answers of its own; undefined where a page or OAuth's JSON is due. */
  readonly answerApi?: (
    reply: FastifyReply,
    status: number,
    sentence: string,
  ) => FastifyReply | undefined
  readonly transport?: Readonly<Record<string, string>>
}

export interface ErrorAnswers {
  /** For Fastify's option frameworkErrors: what fails before a route is found. */
  onFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void
  /** Installs the handlers of errors and of paths that no route takes. */
  handleErrors(app: FastifyInstance, routes: RouteTable): void
}

type Status = keyof Texts['failed']

export function createErrorAnswers(needs: ErrorNeeds): ErrorAnswers {
  const headers = preparePageHeaders({}, needs.transport)

  const answer = (
    reply: FastifyReply,
    status: Status,
    json: boolean,
    reason?: string,
  ): FastifyReply => {
    const { request } = reply
    const description = reason ?? sentenceFor(status, request)
    if (status < 500) needs.refused(refusalOf(request, { status, rule: ruleFor(status, request) }))
    const answered = needs.answerApi?.(reply, status, description)
    if (answered !== undefined) return answered
    reply.code(status)
    sendPageHeaders(reply, headers)
    if (!json) {
      const start = startOf(reply.request.url, needs.isRealm ?? (() => false))
      const texts = textsFor(reply)
      const said: Sentence =
        reason === undefined
          ? { text: sentenceFor(status, request, texts) }
          : { text: reason, lang: 'en' }
      return reply.send(renderStatus(needs.renderError, { status, texts, said, start }))
    }
    return reply.type('application/json; charset=utf-8').send(jsonBody(status, description))
  }

  /** Nothing of ours has failed: there is no room, or the store is away. */
  const answerLater = (reply: FastifyReply, { message, why }: UnavailableError): FastifyReply => {
    const { request } = reply
    reply.header('retry-after', retryAfter)
    needs.refused(refusalOf(request, { status: 503, rule: message, why }))
    const isJson = request.routeOptions.config?.json === true
    return answer(reply, 503, isJson, `${message} It may come again later.`)
  }

  const ruleFor = (status: Status, request: FastifyRequest): string => {
    const realm = status === 404 ? realmIdIn(request.url) : undefined
    const isThere = realm === undefined || needs.isRealm === undefined || needs.isRealm(realm)
    return isThere ? sentenceFor(status, request) : 'There is no realm of this name.'
  }

  const onError = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    if (needs.answerKnown?.(error, request, reply)) return
    if (error instanceof UnavailableError) {
      answerLater(reply, error)
      return
    }
    const status = statusOf(error)
    if (status >= 500) needs.report(error, request)
    // The sender may still be sending: what is left of the body is not worth reading.
    if (status === 413 || status === 415) reply.header('connection', 'close')
    answer(reply, status, request.routeOptions.config?.json === true)
  }

  return {
    onFrameworkError: onError,
    handleErrors(app, routes) {
      const onNotFound = createNotFoundHandler(routes, answer)
      app.setNotFoundHandler(onNotFound)
      app.setErrorHandler((error, request, reply) => {
        // What is wrong with the body matters less than that nobody takes it.
        if (request.is404 && isOfFastify(error)) onNotFound(request, reply)
        else onError(error, request, reply)
      })
    },
  }
}

/** Where it is the length of the body: how long it may be there. */
function sentenceFor(
  status: Status,
  { routeOptions }: FastifyRequest,
  { tooLarge, failed }: Texts = english,
): string {
  const { bodyLimit } = routeOptions
  return status === 413 && bodyLimit !== undefined
    ? filled(tooLarge, { size: bodyLimit / 1024 })
    : failed[status].text
}

/** Fastify's own errors carry a status; the error of anybody else is ours. */
function statusOf(error: unknown): Status {
  if (!isOfFastify(error) && !isCutShort(error)) return 500
  return isStatus(error.statusCode) ? error.statusCode : 500
}

interface ErrorWithStatus {
  readonly code: string
  readonly statusCode: unknown
}

const isOfFastify = (error: unknown): error is ErrorWithStatus =>
  hasCode(error) && error.code.startsWith('FST_ERR_')

/** The sender went away in the middle of its body: Fastify sets the status to 400. */
const isCutShort = (error: unknown): error is ErrorWithStatus =>
  hasCode(error) && error.code === 'ECONNRESET' && error.statusCode === 400

const hasCode = (error: unknown): error is ErrorWithStatus =>
  error instanceof Error &&
  'statusCode' in error &&
  'code' in error &&
  typeof error.code === 'string'

const isStatus = (status: unknown): status is Status =>
  typeof status === 'number' && Object.hasOwn(english.failed, status)

interface Said {
  readonly status: Status
  readonly texts: Texts
  readonly said: Sentence
  readonly start: string
}

function renderStatus(
  renderError: ErrorNeeds['renderError'],
  { status, texts, said, start }: Said,
): string {
  const { heading } = texts.failed[status]
  try {
    const model = {
      texts,
      status,
      heading,
      explanation: undefined,
      description: said,
      notes: [],
      cites: undefined,
      client: undefined,
      comparison: undefined,
      snippet: undefined,
      snippetPlace: undefined,
      wayOn: undefined,
      application: undefined,
      activity: undefined,
    }
    return renderError(model, start)
  } catch {
    // The page that failed may be this one.
    return `<!doctype html><html lang="${texts.language}"><meta charset="utf-8"><title>${heading}</title><h1>${heading}</h1><p>${said.text}</p>`
  }
}

const jsonBody = (status: Status, description: string): string =>
  JSON.stringify({ error: errorCode(status), error_description: description })

/** The code of RFC 6749 §4.1.2.1 and §5.2 that comes nearest. */
function errorCode(status: Status): string {
  if (status === 503) return 'temporarily_unavailable'
  return status === 500 ? 'server_error' : 'invalid_request'
}
