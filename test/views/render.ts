/**
 * Renders pages as the server does, and reads them with an HTML parser of its own.
 *
 * @module
 */

import Fastify, { type FastifyInstance } from 'fastify'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { registerAssets } from '../../src/http/pages/assets.ts'
import type { PageModels, PageName } from '../../src/http/pages/models/pages.ts'
import { registerViews, renderPage } from '../../src/http/pages/views.ts'

/** An element as name, attributes and children; a text as itself. */
export type Node = string | Element

export interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Node[]
}

export interface Page {
  readonly html: string
  readonly contentType: string
  readonly root: Element
}

/** A server with the pages and the assets, and `render` to ask for a page with a model. */
export async function createPages(): Promise<{
  readonly app: FastifyInstance
  render<Name extends PageName>(name: Name, model: PageModels[Name]): Promise<Page>
}> {
  const app = Fastify()
  registerViews(app, { production: true })
  registerAssets(app)
  let next: { name: PageName; model: PageModels[PageName] } | undefined
  app.get('/page', (_request, reply) => {
    if (next === undefined) throw new Error('A page is asked for by render().')
    return renderPage(reply, next.name, next.model)
  })
  await app.ready()
  return {
    app,
    async render(name, model) {
      next = { name, model }
      const response = await app.inject('/page')
      if (response.statusCode !== 200) throw new Error(response.body)
      return {
        html: response.body,
        contentType: String(response.headers['content-type']),
        root: read(response.body),
      }
    },
  }
}

/** The `html` element of a page, as a browser with scripting off builds it. */
function read(html: string): Element {
  const document = parse(html, { scriptingEnabled: false })
  const root = document.childNodes.find((node) => node.nodeName === 'html')
  return elementOf(root as DefaultTreeAdapterTypes.Element)
}

function elementOf(element: DefaultTreeAdapterTypes.Element): Element {
  return {
    tag: element.tagName,
    attributes: Object.fromEntries(element.attrs.map(({ name, value }) => [name, value])),
    children: element.childNodes.flatMap(nodeOf),
  }
}

function nodeOf(node: DefaultTreeAdapterTypes.ChildNode): Node[] {
  if ('value' in node) return [node.value]
  return 'tagName' in node ? [elementOf(node)] : []
}

/** `element` and all elements in it. */
export function elementsIn(element: Element): Element[] {
  return [
    element,
    ...element.children.flatMap((node) => (typeof node === 'string' ? [] : elementsIn(node))),
  ]
}

export function textOf(node: Node): string {
  return typeof node === 'string' ? node : node.children.map(textOf).join('')
}

/** The elements with `tag`. */
export function all(root: Element, tag: string): Element[] {
  return elementsIn(root).filter((element) => element.tag === tag)
}

/** The one element with this `id`. */
export function byId(root: Element, id: string): Element {
  const [found, ...more] = elementsIn(root).filter(({ attributes }) => attributes['id'] === id)
  if (found === undefined || more.length > 0) throw new Error(`Not one element has the id ${id}.`)
  return found
}
