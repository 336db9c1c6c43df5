/**
 * What each page shows. A view in `views/` reads the model of its own name as `it`, and nothing
 * else; every value is text, escaped where it is written.
 *
 * @module
 */

/** A piece of code to copy. */
export interface SnippetModel {
  readonly title: string
  readonly language: string
  readonly code: string
}

/** The app that a page speaks of. */
export interface ClientCard {
  readonly id: string
  readonly name: string
  readonly clientUri: string | undefined
  readonly policyUri: string | undefined
  readonly tosUri: string | undefined
}

/** A user as the one-click picker shows them. */
export interface UserCard {
  readonly username: string
  readonly name: string
}

/** A user as a card that can be told from the others at a glance. */
export interface PersonCard extends UserCard {
  /** One or two letters for the place where a picture would be. */
  readonly initials: string
  /** User name and e-mail address, as far as they say more than the name. */
  readonly details: readonly string[]
  readonly roles: readonly string[]
}

/** A form of ours: where it posts to, and the token that proves it came from our page. */
interface Form {
  readonly action: string
  readonly csrf: string
}

export interface WayOn {
  readonly href: string
  readonly text: string
}

/** A value with the part in the middle in which it differs from another. */
interface Parts {
  readonly same: string
  readonly differs: string
  readonly rest: string
}

/** One line of the side-by-side on the "why" page. */
export interface SentAgainstRegistered {
  readonly parameter: string
  readonly sent: string | undefined
  /** What was sent in three parts, against the registered value that comes nearest. */
  readonly marked?: Parts | undefined
  /** Each registered value, against what was sent. */
  readonly registered: readonly (Parts & {
    /** Such as "the port differs" or "a trailing slash is missing". */
    readonly remark: string
  })[]
  /** How many more values are registered than are shown. */
  readonly unlisted: number
}

export interface PageModels {
  'log-in': Form & {
    readonly client: ClientCard
    /** Where the answer will go, in ASCII: `http://localhost:5173`. */
    readonly returnOrigin: string
    readonly username: string
    readonly problem: string | undefined
    /** The one-click picker; empty where it is off. */
    readonly users: readonly PersonCard[]
    /** How many more users there are than the picker shows. */
    readonly unlisted: number
    /** So many users that a search box helps. */
    readonly searchable: boolean
    /** `alice / alice` on a server that runs with the demo users. */
    readonly demoHint: string | undefined
  }
  'choose-account': Form & {
    readonly client: ClientCard
    readonly returnOrigin: string
    readonly current: Omit<PersonCard, 'username'>
    /** The others that one click signs in; empty where the picker is off. */
    readonly users: readonly PersonCard[]
  }
  consent: Form & {
    readonly client: ClientCard
    readonly returnOrigin: string
    readonly user: Omit<PersonCard, 'username'>
    readonly scopes: readonly {
      readonly name: string
      readonly words: string
      /** What the app would read, such as `alice@people.example`. */
      readonly values: readonly string[]
    }[]
    /** Single claims asked for by name. */
    readonly claims: readonly string[]
    /** Scopes that were asked for and that this server does not know. */
    readonly leftOut?: readonly string[]
    /** How long an access token lives, such as "1 hour". */
    readonly lifetime: string
    readonly rememberable: boolean
  }
  /** The "why" page. */
  error: {
    readonly status: number
    readonly heading: string
    readonly description: string
    /** Further sentences: what else is missing, and what is wrong with an address. */
    readonly notes: readonly string[]
    readonly cites: { readonly text: string; readonly href: string } | undefined
    readonly client: { readonly id: string; readonly name: string | undefined } | undefined
    readonly comparison: SentAgainstRegistered | undefined
    /** Configuration that would make the request valid (local mode only). */
    readonly snippet: string | undefined
    /** Where the snippet goes, in a sentence. */
    readonly snippetPlace: string | undefined
    readonly wayOn: WayOn | undefined
  }
  /** A step that is over: used, expired, or opened in another browser. */
  notice: {
    readonly heading: string
    readonly text: string
    readonly wayOn: WayOn | undefined
  }
  'form-post': {
    readonly action: string
    /** Whether its script posts it at once; else the user presses the button. */
    readonly byItself: boolean
    readonly parameters: readonly (readonly [name: string, value: string])[]
  }
  /** Hands the answer to the window that opened or framed it. */
  'web-message': {
    /** The one origin that may read the message. */
    readonly targetOrigin: string
    /** Whether the parameters are put into a message of type `authorization_response`. */
    readonly wrapped: boolean
    readonly parameters: readonly (readonly [name: string, value: string])[]
  }
  'log-out': Form & {
    readonly user: UserCard
    readonly client: ClientCard | undefined
    /** Where the browser goes afterwards, if anywhere. */
    readonly returnOrigin: string | undefined
    /** Said when the request could not be trusted, so that nothing will be sent back. */
    readonly note: string | undefined
  }
  'logged-out': {
    /** There was no session to end. */
    readonly nobody: boolean
    readonly client: ClientCard | undefined
    readonly wayOn: WayOn | undefined
  }
  home: {
    readonly issuer: string
    readonly mode: 'local' | 'strict'
    readonly version: string
    readonly endpoints: readonly { readonly name: string; readonly url: string }[]
    readonly users: readonly (PersonCard & { readonly password: string | undefined })[]
    readonly clients: readonly {
      readonly id: string
      readonly name: string
      readonly responseTypes: readonly string[]
      readonly redirectUris: readonly string[]
      readonly acceptedOnLoopback: boolean
    }[]
    /** All realms of the server; empty in strict mode. */
    readonly realms: readonly {
      readonly id: string
      readonly href: string
      readonly isCurrent: boolean
    }[]
    /** The configuration file in force, as it was named; undefined where there is none to name. */
    readonly configFile: string | undefined
    readonly playground: string | undefined
    /** The app that the snippets are written for. */
    readonly app: {
      /** Its address, without a slash at the end. */
      readonly base: string
      readonly typed: string
      /** What was typed is no address of an app, so the snippets are for the usual one. */
      readonly isUnclear: boolean
    }
    /** For apps that sign their users in. */
    readonly snippets: readonly SnippetModel[]
    /** For APIs that take access tokens. */
    readonly apiSnippets: readonly SnippetModel[]
  }
  playground: {
    readonly issuer: string
    readonly discovery: string
    readonly clients: readonly { readonly id: string; readonly redirectUri: string }[]
    readonly responseTypes: readonly string[]
    readonly scopes: readonly string[]
    readonly callback: string
    readonly silentCallback: string
    readonly postLogout: string
  }
  'playground-callback': {
    readonly playground: string
    /** The parameters of an answer that came by form_post; the page's script takes it from here. */
    readonly posted?: readonly (readonly [name: string, value: string])[] | undefined
  }
}

export type PageName = keyof PageModels
