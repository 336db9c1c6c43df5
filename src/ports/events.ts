/**
 * What happened, for whoever listens: the audit log is one listener, and no flow knows it.
 *
 * @module
 */

import type { ResponseType } from '../protocol/response/response-type.ts'
import type { Citation } from '../protocol/spec.ts'

import type { NotTold } from './back-channel.ts'

export type FragrantEvent =
  | {
      readonly kind: 'request.refused'
      readonly clientId: string | undefined
      readonly error: string
      readonly rule: string
      readonly cites: Citation
      /** Where the refusal went: back to the client, or onto a page. */
      readonly shown: 'client' | 'page'
    }
  /** What the server, its router, a page or an endpoint that answers in JSON refuses by itself. */
  | {
      readonly kind: 'http.refused'
      readonly status: number
      readonly method: string
      readonly path: string
      readonly realm: string | undefined
      readonly error: string | undefined
      readonly rule: string
      readonly cites: Citation | undefined
      /** The Host that was asked for, when that was the fault. */
      readonly host: string | undefined
      /** What the store said, when it is away. */
      readonly why: string | undefined
    }
  /** Every request that reached the router. */
  | {
      readonly kind: 'http.answered'
      readonly method: string
      readonly path: string
      readonly realm: string
      readonly status: number
      readonly milliseconds: number
    }
  /** A client has pushed a request, which waits for its browser. */
  | { readonly kind: 'request.pushed'; readonly clientId: string }
  /** An unknown client on loopback, and what it would be registered with to be known. */
  | {
      readonly kind: 'client.accepted'
      readonly clientId: string
      readonly origin: string
      /** Those that users have approved anywhere, then the one that it came with. */
      readonly redirectUris: readonly string[]
      readonly responseTypes: readonly ResponseType[]
    }
  /** A client was accepted whose frames get no session cookie; `openAt` is where they would. */
  | {
      readonly kind: 'client.on-another-site'
      readonly clientId: string
      readonly origin: string
      readonly openAt: string
    }
  /** A client has registered itself, or changed what it had registered. */
  | { readonly kind: 'client.registered'; readonly clientId: string; readonly open: boolean }
  | { readonly kind: 'client.unregistered'; readonly clientId: string }
  /** A client that was accepted on loopback has made room for another. */
  | { readonly kind: 'client.forgotten'; readonly clientId: string; readonly origin: string }
  | {
      readonly kind: 'user.signed-in'
      readonly sub: string
      readonly sid: string
      readonly by: 'password' | 'picker' | 'newcomer' | 'auto' | 'plan'
    }
  | {
      readonly kind: 'user.sign-in-failed'
      readonly reason: 'wrong' | 'wait' | 'busy' | 'disabled' | 'not-joined'
    }
  | { readonly kind: 'user.signed-out'; readonly sub: string; readonly sid: string }
  /** A client has been told of a logout, by a call of ours, in so many tries. */
  | {
      readonly kind: 'client.told'
      readonly clientId: string
      readonly sub: string
      readonly sid: string
      readonly attempts: number
    }
  | {
      readonly kind: 'client.not-told'
      readonly clientId: string
      readonly sub: string
      readonly sid: string
      readonly attempts: number
      readonly why: NotTold
    }
  | {
      readonly kind: 'consent.granted'
      readonly sub: string
      readonly clientId: string
      readonly grants: readonly string[]
      readonly remembered: boolean
    }
  /** What a request asked for in vain: its tokens go without those scopes. */
  | {
      readonly kind: 'scope.left-out'
      readonly clientId: string
      readonly scopes: readonly string[]
    }
  /** A user has taken back all that they had let an app have, on the account page. */
  | { readonly kind: 'consent.withdrawn'; readonly sub: string; readonly clientId: string }
  | { readonly kind: 'consent.denied'; readonly sub: string; readonly clientId: string }
  | {
      readonly kind: 'tokens.issued'
      readonly sub: string
      readonly clientId: string
      readonly responseType: string
      readonly scope: string
    }
  /** The token endpoint has given tokens; `sub` is undefined where a client has them for itself. */
  | {
      readonly kind: 'tokens.granted'
      readonly sub: string | undefined
      readonly clientId: string
      readonly grantType: string
      readonly scope: string
    }
  /** All that was granted once is void, for a code or a refresh token came twice. */
  | {
      readonly kind: 'grant.ended'
      readonly sub: string
      readonly clientId: string
      readonly why: 'code-reused' | 'refresh-token-reused' | 'revoked'
    }
  | { readonly kind: 'userinfo.read'; readonly sub: string; readonly clientId: string }
  /** Successors of signing keys are published, or keys of which no token is alive have been dropped. */
  | {
      readonly kind: 'keys.rotated'
      readonly published: readonly string[]
      readonly dropped: readonly string[]
    }
  /** A request has met what a test has planned to go wrong. */
  | {
      readonly kind: 'fault.served'
      /** Its id. */
      readonly fault: string
      /** Such as `status` or `tokens`. */
      readonly what: string
      readonly scenario: string | undefined
    }
  /** The store that replicas share cannot be reached; `why` is what its client says. */
  | { readonly kind: 'store.lost'; readonly at: string; readonly why: string }
  | { readonly kind: 'store.back'; readonly at: string }
  /** It forgets what it likes when it is full. `policy`: by which rule. */
  | { readonly kind: 'store.evicts'; readonly at: string; readonly policy: string }
  /** A defect or an outage: the error is for the log only. */
  | { readonly kind: 'fault.unexpected'; readonly where: string; readonly error: unknown }

export interface Events {
  emit(event: FragrantEvent): void
}

/** An event as sinks get it. */
export interface RecordedEvent {
  /** Where it happened; undefined when the server had not come to a realm yet. */
  readonly realm: string | undefined
  /** When, in seconds since 1970. */
  readonly time: number
  readonly event: FragrantEvent
}

/** The audit log is one; none throws. */
export type EventSink = (recorded: RecordedEvent) => void
