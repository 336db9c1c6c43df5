/**
 * Who can reach the server, and what that asks for. Judged when the configuration is read, so that
 * nothing risky ever runs beyond this machine.
 *
 * @module
 */

import { isLoopbackHost } from '../../protocol/client/redirect-uri.ts'
import type { Finding, Path } from '../fault.ts'
import { isLoopback } from '../schema/address.ts'
import { isPasswordHash } from '../schema/password.ts'
import type { Options } from '../schema/schema.ts'
import type { Draft } from '../source/read.ts'
import { itemsAt, type RealmDraft } from './realm-draft.ts'

type Reached = Draft<Options>

export interface ReachRule {
  readonly path: readonly string[]
  /** Completes "The setting …". */
  readonly problem: string
  holds(options: Reached): boolean
}

const isHttps = (address: string | undefined): boolean => address?.startsWith('https:') ?? false

const areHttps = (addresses: readonly (string | undefined)[] | undefined): boolean =>
  (addresses ?? []).every((address) => address === undefined || isHttps(address))

/** Whether metrics are told by a token alone, at a port of their own, or not at all. */
const isGuarded = (metrics: Reached['metrics']): boolean =>
  typeof metrics === 'object'
    ? metrics.token !== undefined || metrics.port !== undefined
    : metrics !== true

/** What must hold wherever the server runs. */
export const everywhere: readonly ReachRule[] = [
  {
    path: ['issuer'],
    problem:
      'is https, so TLS must be served: set tls, or behind_proxy: true when a proxy in front ends TLS',
    holds: ({ issuer, tls, behind_proxy }) =>
      !isHttps(issuer) || tls !== undefined || behind_proxy !== false,
  },
  {
    path: ['issuer'],
    problem: 'must be an https address, since tls is set',
    holds: ({ issuer, tls }) => issuer === undefined || isHttps(issuer) || tls === undefined,
  },
  {
    path: ['session_cookie_same_site'],
    problem: 'must be lax, unless the issuer is https: browsers drop the cookie',
    holds: ({ issuer, tls, session_cookie_same_site }) =>
      session_cookie_same_site !== 'none' || isHttps(issuer) || tls !== undefined,
  },
  {
    path: ['initial_access_token'],
    problem: 'is missing: registration: token needs it',
    holds: ({ registration, initial_access_token }) =>
      registration !== 'token' || initial_access_token !== undefined,
  },
  {
    path: ['control_token'],
    problem: 'is missing: control needs one in a container, whose address others may reach',
    holds: ({ control, container, control_token }) =>
      control !== true || container !== true || control_token !== undefined,
  },
  {
    path: ['metrics'],
    problem: 'must have a token in a container, whose address others may reach',
    holds: ({ metrics, container }) => container !== true || isGuarded(metrics),
  },
  {
    path: ['metrics', 'host'],
    problem: 'has no effect without metrics.port',
    holds: ({ metrics }) =>
      typeof metrics !== 'object' || metrics.host === undefined || metrics.port !== undefined,
  },
  {
    path: ['console_password'],
    problem: 'is missing: the console of a strict server asks for it',
    holds: ({ console, mode, console_password }) =>
      console !== true || mode !== 'strict' || console_password !== undefined,
  },
  {
    path: ['also_at'],
    problem: 'must hold https addresses only, in strict mode',
    holds: ({ also_at, mode }) => mode !== 'strict' || areHttps(also_at),
  },
  {
    path: ['also_at'],
    problem: 'must hold https addresses only, since tls is set',
    holds: ({ also_at, tls }) => tls === undefined || areHttps(also_at),
  },
  {
    path: ['also_at'],
    problem:
      'holds an https address, so TLS must be served: set tls, or behind_proxy: true when a proxy in front ends TLS',
    holds: ({ also_at, tls, behind_proxy }) =>
      tls !== undefined || behind_proxy !== false || !also_at?.some(isHttps),
  },
]

/** What must hold when others than this machine can reach the server. */
export const beyondLoopback: readonly ReachRule[] = [
  {
    path: ['mode'],
    problem: 'must be strict',
    holds: ({ mode }) => mode !== 'local',
  },
  {
    path: ['issuer'],
    problem: 'must be the https address that browsers use, such as https://id.example.com',
    holds: ({ issuer }) => isHttps(issuer),
  },
  {
    path: ['tls'],
    problem: 'must be set, or behind_proxy: true when a proxy in front ends TLS',
    holds: ({ tls, behind_proxy }) => tls !== undefined || behind_proxy !== false,
  },
  {
    path: ['users'],
    problem: 'must list your own users, with hashed passwords: the demo users are for loopback',
    holds: ({ users }) => users !== undefined,
  },
  {
    path: ['login', 'mode'],
    problem: 'must be form',
    holds: ({ login }) => (login?.mode ?? 'form') === 'form',
  },
  {
    path: ['consent'],
    problem: 'must be ask',
    holds: ({ consent }) => consent !== 'auto',
  },
  {
    path: ['console_password'],
    problem: 'must be a $scrypt$ hash, as fragrant hash-password prints it',
    holds: ({ console_password }) =>
      console_password === undefined || isPasswordHash(console_password),
  },
  {
    path: ['store_key'],
    problem: 'is missing: the signing keys in the store are encrypted with it',
    holds: ({ store, store_key }) =>
      store === undefined || store === 'memory' || store_key !== undefined,
  },
  {
    path: ['metrics'],
    problem: 'must have a token, or a port of its own',
    holds: ({ metrics }) => isGuarded(metrics),
  },
  {
    path: ['control'],
    problem: 'must be false: whoever controls a server signs in as anybody',
    holds: ({ control }) => control !== true,
  },
  {
    path: ['loopback_clients'],
    problem: 'must be false',
    holds: ({ loopback_clients }) => loopback_clients !== true,
  },
]

/** Each realm is reached as the server is, whatever it says for itself. */
export function judgeReach(realm: RealmDraft): readonly Finding[] {
  const opening = openingOf(realm.settings)
  return [
    ...broken(everywhere, realm).map(({ path, problem }) => ({ path, problem })),
    ...(opening === undefined ? [] : judgeBeyond(realm, opening)),
    ...judgePasswords(realm, opening),
  ]
}

/** The setting that lets other machines in, and why it does; undefined when none does. */
interface Opening {
  readonly path: Path
  readonly why: string
  /** What else can be done than to keep the rule of a path. */
  readonly instead?: readonly [path: string, advice: string]
}

/**
 * `container: true` says that whoever can reach the container's address can reach this machine's
 * loopback addresses only. It opens local mode alone, and no issuer beyond loopback.
 */
function openingOf({ host, issuer, container, mode }: Reached): Opening | undefined {
  const isPublishedOnLoopback = container === true && mode !== 'strict'
  if (host !== undefined && !isLoopback(host) && !isPublishedOnLoopback) {
    return {
      path: ['host'],
      why: `host ${host} is reached from other machines`,
      instead: [
        'mode',
        'or container: true, in a container whose port is published on loopback only',
      ],
    }
  }
  if (issuer !== undefined && !isLoopbackHost(new URL(issuer).hostname)) {
    return { path: ['issuer'], why: `the issuer ${issuer} is not on loopback` }
  }
  return undefined
}

function judgeBeyond(realm: RealmDraft, { path, why, instead }: Opening): readonly Finding[] {
  return broken(beyondLoopback, realm).map((rule) => {
    const problem = `${rule.problem}, since ${why}`
    return {
      path: rule.path,
      problem: instead?.[0] === rule.name ? `${problem} (${instead[1]})` : problem,
      becauseOf: path,
    }
  })
}

/** The rules that do not hold, each with the place of the setting that breaks it. */
const broken = (rules: readonly ReachRule[], { settings, placeOf }: RealmDraft) =>
  rules
    .filter((rule) => !rule.holds(settings))
    .map(({ path, problem }) => ({ name: path.join('.'), path: placeOf(...path), problem }))

/** Passwords in plain text are for loopback. */
function judgePasswords(realm: RealmDraft, opening: Opening | undefined): readonly Finding[] {
  if (opening === undefined) return []
  return itemsAt(realm.settings.users, realm.placeOf('users'))
    .filter(({ item }) => item.password !== undefined && !isPasswordHash(item.password))
    .map(({ path }) => ({
      path: [...path, 'password'],
      problem: `must be a $scrypt$ hash, as fragrant hash-password prints it, since ${opening.why}`,
    }))
}
