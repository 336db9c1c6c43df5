/**
 * The tokens that a realm has signed. Access tokens: a test can end those of a user or of a client, and
 * they end with the life of their realm. ID Tokens: which clients were given one.
 *
 * @module
 */

import { createEntropy } from '../../adapters/random/entropy.ts'
import type { TokenReader, TokenSigner } from '../../ports/tokens.ts'
import type { AccessTokenClaims } from '../../protocol/tokens/access-token.ts'
import type { Shared } from '../sharing.ts'

export type LedgerEntry = Pick<AccessTokenClaims, 'jti' | 'sub' | 'client_id' | 'exp'>

export interface TokenLedger {
  watching(signer: TokenSigner): TokenSigner
  /** Of the tokens of this process it takes those alone that this life of the realm counts. */
  reading(reader: TokenReader): TokenReader
  /** A `jti` that names this life of the realm. */
  named(jti: string): string
  note(claims: LedgerEntry): void
  list(): readonly LedgerEntry[]
  /** The ids of clients that were ever given an ID Token. */
  clients(): ReadonlySet<string>
  /** As it stands, for whoever wants it back. What is signed from now on is none of it. */
  state(): LedgerState
  restore(state: LedgerState): void
  /** What replicas share of it. */
  readonly lives: Shared<LivesState>
}

export interface LivesState {
  readonly life: string
  readonly lives: readonly string[]
}

export interface LedgerState {
  readonly entries: readonly LedgerEntry[]
  /** The lives of the realm whose tokens count. */
  readonly lives: readonly string[]
}

/** The oldest make room. */
const most = 10_000

/** Names the lives of the realms of one server. */
export interface Lives {
  next(): string
  /** The life that a `jti` names, if it is of this server. */
  namedIn(jti: string): string | undefined
}

/** @param areShared replicas sign in one life, which any of them has named. */
export function createLives(areShared = false): Lives {
  const ofServer = createEntropy().id().slice(0, 8)
  const lifeIn = areShared ? /~[\w-]{8}\d+$/ : new RegExp(`~${ofServer}\\d+$`)
  let begun = 0
  return {
    next() {
      begun += 1
      return `~${ofServer}${begun}`
    },
    namedIn: (jti) => lifeIn.exec(jti)?.[0],
  }
}

export function createTokenLedger({ next, namedIn }: Lives = createLives()): TokenLedger {
  let life = next()
  let lives: ReadonlySet<string> = new Set([life])
  const begin = (before: Iterable<string>): void => {
    life = next()
    lives = new Set([...before, life])
  }
  const { entries, note } = createEntries()
  const signedIn = new Set<string>()
  const isOver = (jti: string): boolean => {
    const named = namedIn(jti)
    return named !== undefined && !lives.has(named)
  }
  return {
    watching: (signer) => ({
      ...signer,
      async signAccessToken(claims, typ) {
        const named = { ...claims, jti: claims.jti + life }
        const token = await signer.signAccessToken(named, typ)
        note(named)
        return token
      },
      async signIdToken(claims, alg) {
        const token = await signer.signIdToken(claims, alg)
        signedIn.add(claims.aud)
        const [oldest] = signedIn.size > most ? signedIn : []
        if (oldest !== undefined) signedIn.delete(oldest)
        return token
      },
    }),
    reading: (reader) => ({
      ...reader,
      async readAccessToken(token) {
        const read = await reader.readAccessToken(token)
        return read.kind === 'signed' && isOver(read.claims.jti)
          ? { kind: 'dead', why: 'realm-reset' }
          : read
      },
    }),
    named: (jti) => jti + life,
    note,
    list: () => [...entries.values()],
    state() {
      const state = { entries: [...entries.values()], lives: [...lives] }
      begin(lives)
      return state
    },
    restore(state) {
      entries.clear()
      for (const entry of state.entries) note(entry)
      begin(state.lives)
    },
    clients: () => signedIn,
    lives: {
      state: () => ({ life, lives: [...lives] }),
      restore(state) {
        life = state.life
        lives = new Set(state.lives)
      },
    },
  }
}

function createEntries() {
  const entries = new Map<string, LedgerEntry>()
  return {
    entries,
    note({ jti, sub, client_id, exp }: LedgerEntry): void {
      entries.set(jti, { jti, sub, client_id, exp })
      const [oldest] = entries.size > most ? entries.keys() : []
      if (oldest !== undefined) entries.delete(oldest)
    },
  }
}
