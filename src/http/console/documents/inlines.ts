/**
 * The words of Markdown, as far as the documentation of this package uses it.
 *
 * @module
 */

import type { Inline } from '../../pages/models/document.ts'

/** Where a link of a document leads; undefined where that is not here. */
export type Resolve = (target: string) => string | undefined

/** Code first, since nothing inside it means anything. */
const piece =
  /(`+)(?<code>.+?)\1(?!`)|\*\*(?<strong>.+?)\*\*|\[(?<text>(?:`[^`]*`|[^\]`])+)\]\((?<target>[^)\s]+)\)/gs

export function inlinesOf(markdown: string, resolve: Resolve): readonly Inline[] {
  const inlines: Inline[] = []
  let end = 0
  const textUpTo = (at: number) => {
    const text = markdown.slice(end, at)
    if (text !== '') inlines.push({ kind: 'text', text })
  }
  for (const found of markdown.matchAll(piece)) {
    textUpTo(found.index)
    inlines.push(inlineOf(found.groups ?? {}, resolve))
    end = found.index + found[0].length
  }
  textUpTo(markdown.length)
  return inlines
}

function inlineOf(
  { code, strong, text = '', target = '' }: Readonly<Record<string, string | undefined>>,
  resolve: Resolve,
): Inline {
  if (code !== undefined) return { kind: 'code', text: code.trim() }
  if (strong !== undefined) return { kind: 'strong', inner: inlinesOf(strong, resolve) }
  return { kind: 'link', href: resolve(target), inner: inlinesOf(text, resolve) }
}
