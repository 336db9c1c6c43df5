/** What the apps use of packages that come without types. */

declare module 'passport' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  type Told = (error: Error | null, user: unknown, info: unknown) => void
  type Handler = (
    request: IncomingMessage,
    response: ServerResponse,
    next: (error: Error) => void,
  ) => void

  export class Passport {
    use(strategy: object): void
    authenticate(name: string, options: object, told?: Told): Handler
  }
}

declare module 'passport-google-oauth20' {
  interface Profile {
    readonly id: string
    readonly displayName?: string
    readonly emails?: readonly { readonly value: string }[]
  }
  type Done = (error: Error | null, user: unknown) => void

  export class Strategy {
    constructor(
      options: object,
      verify: (accessToken: string, refreshToken: string, profile: Profile, done: Done) => void,
    )
  }
}

declare module 'passport-auth0' {
  interface Profile {
    readonly id: string
    readonly displayName?: string
  }
  type Done = (error: null, user: unknown) => void

  export class Strategy {
    constructor(
      options: object,
      verify: (
        accessToken: string,
        refreshToken: string,
        extra: object,
        profile: Profile,
        done: Done,
      ) => void,
    )
  }
}

declare module 'passport-openidconnect' {
  interface Profile {
    readonly id: string
    readonly displayName?: string
    readonly emails?: readonly { readonly value: string }[]
  }
  type Done = (error: Error | null, user: unknown) => void

  export class Strategy {
    constructor(options: object, verify: (issuer: string, profile: Profile, done: Done) => void)
  }
}
