/**
 * The language of a page: that which its request asks for, or else that of the browser, or else English.
 *
 * @module
 */

import type { FastifyReply } from 'fastify'
import { type Language, languageMeantBy, languageOfLocales } from '../../protocol/language.ts'
import { acceptedRanges } from '../edge/accept-language.ts'
import { german } from './texts/de.ts'
import { english } from './texts/en.ts'
import { spanish } from './texts/es.ts'
import { french } from './texts/fr.ts'
import { japanese } from './texts/ja.ts'
import type { Texts } from './texts/texts.ts'

export const tables: Readonly<Record<Language, Texts>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  ja: japanese,
}

/** What Accept-Language asks for; English where it asks for nothing that is here. */
export const acceptedTexts = (header: string | undefined): Texts =>
  tables[languageMeantBy(acceptedRanges(header)) ?? 'en']

/**
 * The texts of a page, asked for when it is made, so that no other answer pays for it; the headers of `reply` say which
 * language it is (RFC 9110 §8.5), and whether the browser has chosen it (§12.5.5).
 */
export function textsFor(reply: FastifyReply, uiLocales?: string): Texts {
  const asked = languageOfLocales(uiLocales)
  if (asked === undefined) reply.header('vary', variedBy(reply.getHeader('vary')))
  const header = reply.request.headers['accept-language']
  const texts = asked === undefined ? acceptedTexts(header) : tables[asked]
  reply.header('content-language', texts.language)
  return texts
}

const variedBy = (before: unknown): string =>
  typeof before === 'string' ? `${before}, Accept-Language` : 'Accept-Language'
