import { inFile, type SeededFault } from './seeded-fault.ts'

/** Seeded faults of what tests do with a realm: its users, logins, sessions and tokens. */
export const realmFaults: readonly SeededFault[] = [
  ...inFile('src/control/tokens/token-ledger.ts', [
    ['a reset leaves tokens alive', 'named !== undefined && !lives.has(named)', 'false'],
    ['a restore ends the tokens of its snapshot', 'begin(state.lives)', 'begin([])'],
    ['what came after a snapshot is in it', '      begin(lives)\n', ''],
    ['a restore forgets what was signed', 'of state.entries) note(entry)', 'of []) note(entry)'],
  ]),
  ...inFile('src/control/snapshots.ts', [
    ['a restore forgets apps', '  realm.inside.clients.restore(clients)\n', ''],
    ['a restore forgets who was gone', '  realm.inside.users.restore(users)\n', ''],
  ]),
  ...inFile('src/control/logins/login-plan.ts', [
    ['who was signed out is not', '...signedOut, ...subs', '...signedOut'],
    ['a restore signs in again', 'new Set(state.signedOut)', 'new Set()'],
  ]),
  ...inFile('src/control/logins/planned-logins.ts', [
    ['who is signed out stays so', 'value.sub === sub)', 'false)'],
  ]),
  ...inFile('src/control/operations/sessions.ts', [
    ['all who are named are all', 'sub === undefined ? (await users', 'true ? (await users'],
    ['a session that ends signs nobody out', '...meant.map(({ value }) => value.sub)', ''],
  ]),
  ...inFile('src/control/logins/who-is-signed-in.ts', [
    ['a disabled user is signed in', "user['enabled'] !== false", 'true'],
    ['whoever is first is signed in', "if (names.includes(login['user'])) return own", ''],
  ]),
  ...inFile('src/control/changed.ts', [
    ['who is changed goes to the end', 'all.set(key, to)', 'all.delete(key), all.set(key, to)'],
  ]),
  ...inFile('src/flows/session/start-session.ts', [
    [
      'what was planned for one login is known in the next',
      'if (goesOn) await claimsOfLogin?.forget(old.sid)',
      '',
    ],
  ]),
  ...inFile('src/protocol/userinfo/claims.ts', [
    ['a claim that is planned needs a scope', 'user.toldAnyway === undefined', 'true'],
  ]),
  ...inFile('src/flows/tokens/give-tokens.ts', [
    ['what outlives a session has no claims of it', '?.passOn(kept.sid', "?.passOn(''"],
  ]),
  ...inFile('src/control/calls/dispatch.ts', [
    ['a plus sign in a path is a space', ".replaceAll('+', '%2B')", ''],
  ]),
  ...inFile('src/testing/server.ts', [
    ['a realm is taken out again and again', 'gone ??= remove()', 'gone = remove()'],
    ['a realm outlives its server', 'if (stopped === undefined) await', 'await'],
  ]),
  ...inFile('src/testing/wire/wire.ts', [
    ['a server that was stopped answers', '      isEnded = true\n', ''],
  ]),
]
