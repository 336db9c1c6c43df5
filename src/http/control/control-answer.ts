/**
 * Answers of the control API: JSON for programs, whatever has gone wrong.
 *
 * @module
 */

import type { FastifyReply } from 'fastify'
import { serverPaths } from '../../protocol/paths.ts'

export function sendControl(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  reply.code(status).headers(controlHeaders)
  if (body === undefined) return reply.send()
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(body))
}

export const controlHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const

/** What is sent as anything else. */
export const asOther = 'The body must come with Content-Type: application/json.'

/**
 * Answers what has failed before the control API is reached, or inside it; undefined where another
 * part of the server was asked.
 */
export function answerControlError(
  reply: FastifyReply,
  status: number,
  sentence: string,
): FastifyReply | undefined {
  const { url = '' } = reply.request.raw
  if (!isOfControl.test(url)) return undefined
  const message = sentences[status] ?? sentence
  return sendControl(reply, status, { error: codes[status] ?? 'invalid_request', message })
}

const isOfControl = new RegExp(`^${serverPaths.control.replace(/\/v\d+$/, '')}(?:[/?]|$)`)

const sentences: Readonly<Record<number, string>> = {
  400: 'The request cannot be read: its path is percent-encoded UTF-8, its body as long as it says.',
  404: `There is no such path: all begin with ${serverPaths.control}/.`,
  415: asOther,
}

const codes: Readonly<Record<number, string>> = {
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'timeout',
  500: 'server_error',
  503: 'temporarily_unavailable',
}
