/**
 * The start page and the playground.
 *
 * @module
 */

import type { ActivityEntry } from './activity.ts'
import type { CodeModel, Form, PersonCard, SnippetModel } from './parts.ts'

/** One thing that is written otherwise with a code than in the implicit grant. */
export interface ChangeModel {
  readonly what: string
  readonly implicit: string
  readonly code: string
}

export interface MoveModel {
  /** Its place on the page, as a fragment. */
  readonly id: string
  readonly from: string
  readonly to: string
  readonly note: string
  readonly options: readonly ChangeModel[]
  readonly before: CodeModel
  readonly after: CodeModel
}

/** What may be done to an app. */
export interface ScenarioModel {
  readonly name: string
  readonly what: string
  readonly sound: string
  readonly expected: 'accepted' | 'refused'
  readonly cites: string
  /** Whether the app signs in once before. */
  readonly afterLogin: boolean
}

/** The way to a section of the console. */
export interface NavigationLink {
  readonly href: string
  readonly text: string
  readonly isCurrent: boolean
}

/** Those that attack one thing. */
export interface ScenarioGroup {
  /** Its place on the page, as a fragment. */
  readonly id: string
  readonly title: string
  readonly scenarios: readonly ScenarioModel[]
}

export interface ConsolePages {
  'console/sign-in': Form & {
    readonly isSignedIn: boolean
    readonly problem: string | undefined
  }
  /** From the implicit grant to code and PKCE. */
  'console/moving': {
    readonly requestChanges: readonly ChangeModel[]
    readonly answerChanges: readonly ChangeModel[]
    readonly serverSteps: readonly string[]
    readonly moves: readonly MoveModel[]
  }
  'console/overview': {
    readonly issuer: string
    readonly mode: 'local' | 'strict'
    readonly version: string
    readonly endpoints: readonly { readonly name: string; readonly url: string }[]
    readonly users: readonly (PersonCard & { readonly password: string | undefined })[]
    /** How many users and clients are there that the page has no room for. */
    readonly unlisted: { readonly users: number; readonly clients: number }
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
    readonly configFile:
      | {
          readonly name: string
          /** The settings that it has, by their keys. */
          readonly sets: readonly string[]
          /** Those that have changed and wait for a restart. */
          readonly waiting: readonly string[]
          readonly isStale: boolean
        }
      | undefined
    /** Where the documentation is read, for whoever may open the console. */
    readonly documentation: string | undefined
    /** What keeps it from answering, in a sentence; undefined where nothing does. */
    readonly unready: string | undefined
    readonly playground: string | undefined
    readonly account: string
    /** The way from implicit to code. */
    readonly moving: string
    /** What happened last, for whoever may open the console. */
    readonly recent:
      | {
          readonly activity: string
          readonly live: string
          /** The newest first. */
          readonly entries: readonly Omit<ActivityEntry, 'login'>[]
        }
      | undefined
    /** What an app should refuse; undefined where no test controls the server. */
    readonly scenarios: string | undefined
    /** The app that the snippets are written for. */
    readonly app: {
      /** Its address, without a slash at the end. */
      readonly base: string
      readonly typed: string
      /** What was typed is no address of an app, so the snippets are for the usual one. */
      readonly isUnclear: boolean
    }
    /** For apps that sign their users in, by code and PKCE. */
    readonly snippets: readonly SnippetModel[]
    /** The same by the implicit grant. */
    readonly implicitSnippets: readonly SnippetModel[]
    /** For APIs that take access tokens. */
    readonly apiSnippets: readonly SnippetModel[]
  }
  'console/scenarios': Form & {
    readonly issuer: string
    /** The one that apps are served now. */
    readonly now:
      | {
          readonly name: string
          /** How many requests have met it. */
          readonly met: number
          /** Why none has. */
          readonly reason: string | null
        }
      | undefined
    readonly groups: readonly ScenarioGroup[]
  }
  'console/playground': {
    readonly issuer: string
    /** Whether it is another issuer than ours. */
    readonly isOther: boolean
    readonly typed: string
    /** What was typed is no issuer, so the page asks ours. */
    readonly isUnclear: boolean
    readonly action: string
    readonly discovery: string
    readonly clients: readonly { readonly id: string; readonly redirectUri: string }[]
    /** What it calls itself to another issuer, until somebody says otherwise. */
    readonly clientElsewhere: string
    readonly responseTypes: readonly string[]
    readonly scopes: readonly string[]
    readonly callback: string
    readonly silentCallback: string
    /** Empty where there is no address to come back to. */
    readonly postLogout: string
  }
  'console/playground-callback': {
    readonly playground: string
    /** The parameters of an answer that came by form_post; the page's script takes it from here. */
    readonly posted?: readonly (readonly [name: string, value: string])[] | undefined
  }
}
