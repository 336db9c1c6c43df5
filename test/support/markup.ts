/**
 * Reads our pages as a script without a browser engine does: by `id` and by `name`.
 *
 * @module
 */

import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element

/** A form as it would be sent. */
export interface Form {
  readonly action: string
  readonly method: string
  /** The values of its fields as the page shows them, buttons excluded. */
  readonly fields: ReadonlyMap<string, string>
  /** The buttons, by their `id`. */
  readonly buttons: ReadonlyMap<string, readonly [name: string, value: string]>
}

export interface Markup {
  element(id: string): Element | undefined
  /** The text of an element, white space collapsed; throws when there is none of that id. */
  text(id: string): string
  heading: string
  form(id: string): Form
  has(id: string): boolean
}

export function readMarkup(html: string): Markup {
  const all = elementsOf(parse(html))
  const element = (id: string) => all.find((one) => attribute(one, 'id') === id)
  const wanted = (id: string): Element => {
    const found = element(id)
    if (found === undefined) throw new Error(`The page has no element #${id}:\n${html}`)
    return found
  }
  return {
    element,
    has: (id) => element(id) !== undefined,
    text: (id) => textOf(wanted(id)),
    heading: textOf(all.find(({ tagName }) => tagName === 'h1')),
    form: (id) => readForm(wanted(id)),
  }
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value
}

function readForm(form: Element): Form {
  const parts = elementsOf(form)
  const inputs = parts.filter((part) => part.tagName === 'input' && !isUnticked(part))
  const buttons = parts.filter(({ tagName }) => tagName === 'button')
  return {
    action: attribute(form, 'action') ?? '',
    method: attribute(form, 'method') ?? 'get',
    fields: new Map(inputs.map(pairOf)),
    buttons: new Map(buttons.map((button) => [attribute(button, 'id') ?? '', pairOf(button)])),
  }
}

/** A box that is not ticked is not sent. */
const isUnticked = (input: Element): boolean =>
  attribute(input, 'type') === 'checkbox' && attribute(input, 'checked') === undefined

const pairOf = (element: Element): readonly [string, string] => [
  attribute(element, 'name') ?? '',
  attribute(element, 'value') ?? '',
]

function elementsOf(node: Node): readonly Element[] {
  const children = 'childNodes' in node ? node.childNodes : []
  return children.flatMap((child) => [...('attrs' in child ? [child] : []), ...elementsOf(child)])
}

function textOf(node: Node | undefined): string {
  return node === undefined ? '' : rawTextOf(node).replace(/\s+/g, ' ').trim()
}

function rawTextOf(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(rawTextOf).join('') : ''
}
