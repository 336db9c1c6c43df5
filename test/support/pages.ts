/**
 * Pages read as a browser reads them.
 *
 * @module
 */

import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Element = DefaultTreeAdapterTypes.Element
type Node = DefaultTreeAdapterTypes.Node

/** Every element of a document, in document order. */
export function elementsOf(html: string): readonly Element[] {
  const walk = (node: Node): Element[] => [
    ...('tagName' in node ? [node] : []),
    ...('childNodes' in node ? node.childNodes.flatMap(walk) : []),
  ]
  return walk(parse(html))
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((own) => own.name === name)?.value
}

export interface Form {
  readonly method: string
  readonly action: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** The forms of a page with their hidden and text fields. */
export function formsOf(html: string): readonly Form[] {
  const all = elementsOf(html)
  return all
    .filter(({ tagName }) => tagName === 'form')
    .map((form) => ({
      method: (attribute(form, 'method') ?? 'get').toLowerCase(),
      action: attribute(form, 'action') ?? '',
      fields: all
        .filter((element) => element.tagName === 'input' && isWithin(element, form))
        .map((input) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? ''] as const),
    }))
}

function isWithin(element: Element, form: Element): boolean {
  for (let node: Node | null = element; node !== null; ) {
    if (node === form) return true
    node = 'parentNode' in node ? node.parentNode : null
  }
  return false
}
