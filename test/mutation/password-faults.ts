import { inFile, type SeededFault } from './seeded-fault.ts'

export const passwordFaults: readonly SeededFault[] = [
  ...inFile('src/adapters/passwords/authenticator.ts', [
    ['a disabled user signs in', 'account?.user.enabled === true ? account : undefined', 'account'],
    [
      'a wrong password is right',
      "verdict === 'right' && usable !== undefined",
      'usable !== undefined',
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    ['realms count together', '${realm}\\n', ''],
    ['letter case makes another account', ".normalize('NFKC').toLowerCase()", ".normalize('NFKC')"],
  ]),
  ...inFile('src/adapters/passwords/login-limits.ts', [
    [
      'no failure is counted',
      "if (found.kind === 'wrong') failures.countFailure(account, address)",
      '',
    ],
    ['failures are not forgotten', "if (found.kind === 'right') failures.forget(account)", ''],
    ['whoever must wait is let through', 'if (wait > 0) return', 'if (wait > 9e9) return'],
    [
      'as many guesses at once as there are',
      'Math.max(1, freeFailures - failures.countOf(account))',
      '1000',
    ],
    ['an account never waits', 'failuresOf(account).waitUntil - monotonic()', '0'],
    ['nobody waits for the crowd', 'crowd.waitOf(address))', '0)'],
    ['a wait has no end', 'Math.min(longestWait, 1000 * 2 ** over)', '1000 * 2 ** over'],
    ['failures are remembered for ever', 'now + accountWindow)', 'Infinity)'],
    ['clients wait for each other', 'together: Number.POSITIVE_INFINITY', ''],
    ['the crowd is not counted', 'crowd.countFailure(address)', ''],
  ]),
  ...inFile('src/adapters/passwords/work-queue.ts', [
    ['a turn is never taken', 'line.running += 1\n      waiting -= 1', 'waiting -= 1'],
    ['whoever waited is counted as waiting for ever', 'waiting -= 1\n', '\n'],
    ['any number may wait', 'if (waiting >= limits.waiting) return false', ''],
    ['whoever waited too long is served', '> patience ? undefined', '> 9e9 ? undefined'],
    ['a place is not given back', 'line.running -= 1\n', '\n'],
    ['keys wait for each other', 'lines.get(key) ?? {', 'lines.values().next().value ?? {'],
  ]),
]
