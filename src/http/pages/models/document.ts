/**
 * A page of the documentation, taken apart so that the page writes every word of it as text.
 *
 * @module
 */

export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly inner: readonly Inline[] }
  /** `href` is undefined where it leads to what is not here. */
  | { readonly kind: 'link'; readonly href: string | undefined; readonly inner: readonly Inline[] }

type Words = readonly Inline[]

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly id: string; readonly words: Words }
  | { readonly kind: 'paragraph'; readonly words: Words }
  | { readonly kind: 'preformatted'; readonly text: string }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly Words[] }
  | { readonly kind: 'table'; readonly head: readonly Words[]; readonly rows: readonly Words[][] }

export interface DocumentPages {
  'console/document': {
    readonly name: string
    readonly documents: readonly {
      readonly name: string
      readonly href: string
      readonly isCurrent: boolean
    }[]
    readonly blocks: readonly Block[]
  }
}
