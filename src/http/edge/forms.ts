/**
 * The text of a request's query and body, decoded by our own strict decoder and by no other.
 *
 * @module
 */
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type DecodedForm, decodeForm } from '../../protocol/parameters.ts'

/** Leaves one media type that a body may have: `application/x-www-form-urlencoded`. */
export function registerForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  // Safe: the plugin hands the result on as request.body without looking into it; bodyOf() reads it.
  app.register(formbody, { parser: decodeForm as (text: string) => never })
}

/** The query of a request as it was sent; empty when there is none. */
export function queryTextOf(request: FastifyRequest): string {
  const target = request.raw.url ?? ''
  const mark = target.indexOf('?')
  return mark < 0 ? '' : target.slice(mark + 1)
}

/** The query of a request; parameters of a request without `?` are none. */
export function queryOf(request: FastifyRequest): DecodedForm {
  const text = queryTextOf(request)
  return text === '' ? noParameters : decodeForm(text)
}

/** The form in the body of a request; no body is a form without parameters. */
export function bodyOf(request: FastifyRequest): DecodedForm {
  // Safe: only the parser above makes bodies in a scope that has registerForms().
  return (request.body as DecodedForm | null | undefined) ?? noParameters
}

/** A target up to its query. */
export function pathOf(target: string): string {
  const mark = target.indexOf('?')
  return mark < 0 ? target : target.slice(0, mark)
}

const noParameters: DecodedForm = decodeForm('')
