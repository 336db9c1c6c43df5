/** A sentence with `{count}` in it, for each way of counting that its language has (CLDR). */
export type Plural = { readonly other: string } & {
  readonly [rule in Intl.LDMLPluralRule]?: string
}
