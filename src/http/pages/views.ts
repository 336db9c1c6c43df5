/**
 * The pages: Eta templates in `views/`, each with the model of its name and nothing else.
 *
 * Everything a template writes goes through one escaping function; no template writes raw text
 * but the pieces that templates themselves have made.
 *
 * @module
 */

import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import fastifyView from '@fastify/view'
import { Eta } from 'eta'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { startOf } from '../edge/start-link.ts'
import { wayOnLink, webLink } from './links.ts'
import type { NavigationLink } from './models/console.ts'
import type { PageModels, PageName } from './models/pages.ts'
import { counted, filled, joined, piecesOf } from './sentence.ts'
import { english } from './texts/en.ts'

/** The folder of the templates lies beside package.json: this module may be a part of a bundle. */
export const viewsRoot = new URL(
  'views/',
  pathToFileURL(createRequire(import.meta.url).resolve('fragrant/package.json')),
)

interface ViewOptions {
  /** Keeps compiled templates; otherwise a changed template shows at the next request. */
  readonly production: boolean
  readonly root?: URL
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A parser turns a bare carriage return into a line feed: the value would not come back equal.
  '\r': '&#13;',
}

/** `value` as text or as the value of a quoted attribute; a parser reads back what went in. */
export function escapeHtml(value: unknown): string {
  return String(value).replace(/[&<>"'\r]/g, (character) => entities[character] ?? character)
}

/** A page, and what the frame around it shows. */
export type Framed<Name extends PageName> = PageModels[Name] & {
  /** The sections of the console; undefined where there is none. */
  readonly navigation?: readonly NavigationLink[] | undefined
}

/** What every template may call; a page of the console is in English. */
const context = { webLink, wayOnLink, counted, filled, joined, piecesOf, texts: english }

/** Makes `renderPage` possible on `app`. */
export function registerViews(app: FastifyInstance, options: ViewOptions): void {
  const root = fileURLToPath(options.root ?? viewsRoot)
  app.register(fastifyView, {
    engine: { eta: new Eta({ views: root, escapeFunction: escapeHtml }) },
    root,
    production: options.production,
    defaultContext: context,
    options: { escapeFunction: escapeHtml },
  })
}

/** Writes the page `name` where there is no reply of Fastify's to send it with. */
export function createPageWriter<Name extends PageName>(
  name: Name,
  root: URL = viewsRoot,
): (model: PageModels[Name], start?: string) => string {
  const views = fileURLToPath(root)
  const eta = new Eta({ views, escapeFunction: escapeHtml, cache: true })
  return (model, start = '/') => eta.render(name, { ...context, start, ...model })
}

/** Sends the page `name`; status and other headers are the caller's. */
export function renderPage<Name extends PageName>(
  reply: FastifyReply,
  name: Name,
  model: Framed<Name>,
): FastifyReply {
  const start = startOf(reply.request.url)
  return reply.type('text/html; charset=utf-8').view(name, { start, ...model })
}
