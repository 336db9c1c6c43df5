/**
 * How a realm or an app looks on the pages that its users meet.
 *
 * @module
 */

export interface Brand {
  /** The name of a picture of its realm, such as `3f1c0a….svg`. */
  readonly logo: string | undefined
  /** `#rrggbb`. */
  readonly colour: string | undefined
}

export const noBrand: Brand = { logo: undefined, colour: undefined }

export const logoTypes = {
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
} as const

export type LogoKind = keyof typeof logoTypes

/** A picture that its operator has given. */
export interface Logo {
  /** By its content, so that one of another content is at another address. */
  readonly name: string
  readonly kind: LogoKind
  readonly bytes: Buffer
}
