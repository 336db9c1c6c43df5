/**
 * What pages say to whoever signs in, in one language. A name in braces, such as `{app}`, stands for what is put there.
 *
 * @module
 */

import type { english } from './en.ts'
import type { Plural } from './plural.ts'

/** Every table has the keys of the English one. */
export type Texts = Translated<typeof english>

type Translated<Part> = Part extends string
  ? string
  : Part extends Plural
    ? Plural
    : { readonly [Key in keyof Part]: Translated<Part[Key]> }
