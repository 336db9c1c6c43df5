/**
 * Faults that somebody could make in the floor that decides who is answered, where, and with what.
 * Each must be found by the tests of that floor; one that no test can find says why.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { inFile as inAnyFile, type Row, type SeededFault } from './seeded-fault.ts'

const protocol = 'src/protocol'
const root = new URL('../../', import.meta.url)

const inFile = (name: string, rows: readonly Row[]) => inAnyFile(`${protocol}/${name}`, rows)

const parameters = inFile('parameters.ts', [
  ['raw characters pass', 'unencoded.test(text)', 'false'],
  ['control characters pass', '/[^\\x20-\\x7e]/', '/[^\\x00-\\x7f]/'],
  ['no cap on parameters', 'pairs.length > maxParameters', 'false'],
  ['one parameter too few', 'pairs.length > maxParameters', 'pairs.length >= maxParameters'],
  [
    'the surplus is cut off',
    "spaced(text).split('&', maxParameters + 1)",
    "text.split('&', maxParameters)",
  ],
  ['a broken encoding passes', 'name === undefined || value === undefined', 'false'],
  ['a broken encoding in a name passes', 'if (name === undefined || value', 'if (value'],
  [
    'a broken encoding in a value passes',
    'name === undefined || value === undefined',
    'name === undefined',
  ],
  ['a repeated parameter is not noticed', 'if (values.has(name)) repeated.add(name)', ''],
  ['the last of several counts', "value === '' || repeated.has(name)", "value === ''"],
  ['an empty value counts', "value === '' || repeated.has(name)", 'repeated.has(name)'],
  [
    'an empty value hides a repetition',
    'if (values.has(name)) repeated',
    'if (values.get(name)) repeated',
  ],
  ['plus is plus', "text.replace(plus, ' ')", 'text'],
  ['only the first plus is a space', '/\\+/g', '/\\+/'],
  [
    'a value ends at its second equals sign',
    'decode(pair.slice(equals + 1))]',
    "decode(pair.slice(equals + 1).split('=', 1)[0] ?? '')]",
  ],
  [
    'a second decode',
    'return decodeURIComponent(text)',
    'return decodeURIComponent(decodeURIComponent(spaced(text)))',
  ],
  [
    'plus is a space after the decode',
    'decodeURIComponent(text)',
    'spaced(decodeURIComponent(text))',
  ],
  [
    'a broken encoding is kept as it is',
    'return undefined\n  }\n}\n\n/** The members',
    'return text\n  }\n}\n\n/** The members',
  ],
  ['short text is not decoded', "text.includes('%') ? copyComponent(text) : text", 'text'],
  [
    'names are case-insensitive',
    'repeated.add(name)\n      values.set(name, value)',
    'repeated.add(name)\n      values.set(name.toLowerCase(), value)',
  ],
  ['words keep their repeats', '[...new Set(everyWordOf(value))]', '[...everyWordOf(value)]'],
  ['words may be empty', "word !== ''", 'true'],
  ['a tab parts words', "value.split(' ')", 'value.split(/\\s/)'],
  [
    'long text is not copied',
    'text.length > copiedFrom ? copyComponent : decodeSpaced',
    'decodeSpaced',
    'both decode alike; the copy lets go of the memory of the whole text',
  ],
])

const redirectUri = inFile('client/redirect-uri.ts', [
  [
    'a prefix matches',
    'client.redirectUris.includes(requested)',
    'client.redirectUris.some((uri) => requested.startsWith(uri))',
  ],
  [
    'a registered URI may go on',
    'client.redirectUris.includes(requested)',
    'client.redirectUris.some((uri) => uri.startsWith(requested))',
  ],
  [
    'case does not matter',
    'client.redirectUris.includes(requested)',
    'client.redirectUris.some((uri) => uri.toLowerCase() === requested.toLowerCase())',
  ],
  [
    'space around it does not matter',
    'client.redirectUris.includes(requested)',
    'client.redirectUris.includes(requested.trim())',
  ],
  [
    'equal once parsed',
    'client.redirectUris.includes(requested)',
    'client.redirectUris.some((uri) => URL.canParse(requested) && new URL(uri).href === new URL(requested).href)',
  ],
  [
    'the origin decides',
    'client.redirectUris.includes(requested)',
    'client.redirectUris.some((uri) => URL.canParse(requested) && new URL(uri).origin === new URL(requested).origin)',
  ],
  [
    'a second decode',
    'client.redirectUris.includes(requested)',
    'client.redirectUris.includes(requested.replace(/%[0-9a-f]{2}/gi, (one) => String.fromCharCode(Number.parseInt(one.slice(1), 16))))',
  ],
  [
    'letters are folded by NFKC',
    'client.redirectUris.includes(requested)',
    "client.redirectUris.includes(requested.normalize('NFKC'))",
  ],
  [
    'the fragment does not matter',
    'client.redirectUris.includes(requested)',
    "client.redirectUris.includes(requested.split('#')[0] ?? '')",
  ],
  [
    'the query does not matter',
    'client.redirectUris.includes(requested)',
    "client.redirectUris.includes(requested.split('?')[0] ?? '')",
  ],
  [
    'control characters do not matter',
    'client.redirectUris.includes(requested)',
    "client.redirectUris.includes(requested.replace(/[\\0-\\x1f]/g, ''))",
  ],
  ['a registered URI is not enough', 'client.redirectUris.includes(requested) ||', ''],
  [
    'anything goes',
    'return known ? (requested as VerifiedRedirectUri) : undefined\n}\n\n/** The same',
    'return requested as VerifiedRedirectUri\n}\n\n/** The same',
  ],
  [
    'a web client varies its port',
    "client.applicationType === 'native' && isRegisteredButForPort",
    'isRegisteredButForPort',
  ],
  [
    'a native client may not vary its port',
    "(client.applicationType === 'native' && isRegisteredButForPort(client, requested)) ||",
    '',
  ],
  [
    'any redirect URI after logout',
    'client.postLogoutRedirectUris.includes(requested)',
    'client.redirectUris.includes(requested)',
  ],
  [
    'a prefix matches after logout',
    'client.postLogoutRedirectUris.includes(requested)',
    'client.postLogoutRedirectUris.some((uri) => requested.startsWith(uri))',
  ],
  [
    'localhost varies its port',
    '127\\.0\\.0\\.1|\\[::1\\]))(?::([1-9]',
    '127\\.0\\.0\\.1|localhost|\\[::1\\]))(?::([1-9]',
  ],
  ['https varies its port', '/^(http:\\/\\/(?:127', '/^(https?:\\/\\/(?:127'],
  ['dots match anything', '(?:127\\.0\\.0\\.1|\\[::1\\]))(?::', '(?:127.0.0.1|\\[::1\\]))(?::'],
  ['the literal may come later', '/^(http:\\/\\/(?:127', '/(http:\\/\\/(?:127'],
  ['a leading zero in the port', '([1-9]\\d{0,4}))?([/?]', '(\\d{1,5}))?([/?]'],
  [
    'six digits in the port',
    '([1-9]\\d{0,4}))?([/?]',
    '([1-9]\\d*))?([/?]',
    'the largest port is looked at as a number anyway',
  ],
  ['an empty port', '(?::([1-9]\\d{0,4}))?([/?]', '(?::([1-9]\\d{0,4})?)?([/?]'],
  ['the path begins anyhow', '([/?].*)?$/', '(.*)?$/'],
  ['a line feed at the end', '([/?].*)?$/\n', '([/?].*)?$/m\n'],
  ['a port beyond the last', '> 65_535', '> 99_999'],
  ['the last port is too large', '> 65_535', '>= 65_535'],
  ['the path does not matter', 'host + rest', 'host'],
  ['the host does not matter', 'host + rest', 'rest'],
  [
    'what is no literal equals what is none',
    'return wanted !== undefined && client',
    'return client',
  ],
  [
    'another origin with the same beginning',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    '!uri.startsWith(`${origin}/`)',
    '!uri.startsWith(origin)',
  ],
  ['the origin alone is not its own', 'uri !== origin && ', ''],
  ['any character under the origin', '&& plainUrl.test(uri)\n}', '\n}'],
  [
    'a backslash in an address',
    "/^[\\w!$%&'()*+,\\-./:;=?@[\\]~]+$/",
    "/^[\\w!$%&'()*+,\\-./:;=?@[\\]~\\\\]+$/",
  ],
  [
    'a hash in an address',
    "/^[\\w!$%&'()*+,\\-./:;=?@[\\]~]+$/",
    "/^[\\w!$%&'()*+,\\-./:;=?@[\\]~#]+$/",
  ],
  [
    'a client that was not accepted on loopback owns an origin',
    "(client.source === 'loopback' && isAddressOf(client.loopbackOrigin, requested))\n  return known ? (requested as VerifiedRedirectUri) : undefined\n}\n\n/** The same",
    "isAddressOf('http://localhost:3000', requested)\n  return known ? (requested as VerifiedRedirectUri) : undefined\n}\n\n/** The same",
  ],
  [
    'a host that begins with localhost',
    '/^(?:localhost|(?:[a-z0-9-]+',
    '/^(?:localhost.*|(?:[a-z0-9-]+',
  ],
  ['a host that ends with localhost', '(?:[a-z0-9-]+\\.)+localhost', '.*localhost'],
  ['all addresses that begin with 12', '127(?:\\.\\d{1,3}){3}', '12\\d(?:\\.\\d{1,3}){3}'],
  [
    'a host on loopback is anywhere',
    'return isLoopbackHost(hostname) && isAddressOf',
    'return isAddressOf',
  ],
  [
    'an address as a parser reads it',
    'isLoopbackHost(hostname) && isAddressOf(origin, uri)',
    'isLoopbackHost(hostname)',
  ],
  [
    'any scheme on loopback',
    "protocol !== 'http:' && protocol !== 'https:'",
    "protocol === 'ftp:' && false",
  ],
])

const authorize = [
  ...inFile('authorize/return-address.ts', [
    ['state may be longer', 'value.length <= stateLimit && ', ''],
    ['state may not be as long', 'value.length <= stateLimit', 'value.length < stateLimit'],
    ['control characters in state', '/^[\\x20-\\x7e]*$/', '/^[\\x00-\\x7e]*$/'],
    ['DEL in state', '/^[\\x20-\\x7e]*$/', '/^[\\x20-\\x7f]*$/'],
    [
      'state is echoed whatever it is',
      'state !== undefined && isState(state) ? state : undefined',
      'state',
    ],
    [
      'state is never echoed',
      'state !== undefined && isState(state) ? state : undefined',
      'undefined',
    ],
    [
      'without redirect_uri the first one',
      'if (requested === undefined) return noRedirectUri',
      'if (requested === undefined) return readReturnAddress({ ...sent, values: new Map([...sent.values, ["redirect_uri", client.redirectUris[0] ?? ""]]) }, client)',
    ],
    [
      'an address of nobody is good',
      'if (redirectUri === undefined) return redirectUriMismatch',
      'if (redirectUri === undefined) return { redirectUri: requested as never, mode: "fragment", state: undefined }',
    ],
    ['an answer in the query when asked', 'mode: keeps ? mode : usual', 'mode'],
    ['any mode when asked', ' || !mayUse(client, asked) || ', ' || '],
    ['a mode that cannot reach the app', ' || !reaches(asked, redirectUri)) {', ') {'],
    ['the mode asked for is ignored', 'mode: keeps ? mode : usual', 'mode: usual'],
    ['a JWT nobody asked for', 'asJwt: isJwtMode(asked)', 'asJwt: true'],
    ['no JWT when asked', 'asJwt: isJwtMode(asked)', 'asJwt: false'],
    [
      'a JWT in a mode that is not registered',
      'mode: usual, asJwt: false',
      'mode: usual, asJwt: true',
    ],
  ]),
  ...inFile('authorize/judge.ts', [
    ['a disabled client is answered', 'if (!client.enabled)', 'if (false)'],
    [
      'the address is judged first',
      "  if (!client.enabled) return { kind: 'unanswerable', refusal: disabledClient, client }\n  const to = readReturnAddress(sent, client)",
      "  const to = readReturnAddress(sent, client)\n  if (!('error' in to) && !client.enabled) return { kind: 'unanswerable', refusal: disabledClient, client }",
    ],
    [
      'what is refused is valid',
      "return refusal ? { kind: 'refused', refusal }",
      "return refusal && draft.responseType === undefined ? { kind: 'refused', refusal }",
    ],
    ['no nonce', "nonce: sent.values.get('nonce')", 'nonce: undefined'],
    ['acr_values go before claims', 'if (acrValues.length > 0) return acrValues', ''],
    [
      'sub in claims is ignored',
      'claims.sub === undefined ? hintOf(draft.hint)',
      'true ? hintOf(draft.hint)',
    ],
    [
      'a stale hint is none',
      "return reading.kind === 'stale' ? reading",
      "return reading.kind === 'stale' ? undefined",
    ],
    ['max_age is ignored', '    maxAge,\n    acrValues', '    maxAge: undefined,\n    acrValues'],
    ['of a template for any client', 'before?.client === client', 'before !== undefined'],
    [
      'of a template whomever it means',
      'hint === undefined ? sent.template : undefined',
      'sent.template',
    ],
  ]),
  ...inFile('authorize/template.ts', [
    ['the nonce of before', "nonce: values.get('nonce')", 'nonce: request.nonce'],
    [
      'the challenge of before',
      "request.codeChallenge && values.get('code_challenge')",
      'request.codeChallenge',
    ],
    [
      'a challenge for no code',
      "request.codeChallenge && values.get('code_challenge')",
      "values.get('code_challenge')",
    ],
    [
      'a value twice, under two spellings',
      ' || freshNames.some((name) => sent.repeated.has(name))',
      '',
    ],
    ['a challenge of any length', '/^[\\w-]{43}$/', '/^[\\w-]{1,128}$/'],
    ['a nonce of any length', 'nonce: /^[\\w-]{1,128}$/', 'nonce: /^[\\w-]+$/'],
    ['any fresh value', '!fresh[name].test(value)', "value === ''"],
  ]),
  ...inFile('authorize/draft.ts', [
    ['strict mode tells any claim by name', "mode === 'local') return asked", 'true) return asked'],
    [
      'local mode tells known claims alone',
      "asked === undefined || mode === 'local'",
      'asked === undefined',
    ],
    ['claims reach further than scopes', 'client.scopes ?? scopes.keys()', 'scopes.keys()'],
    ['strict mode states no acr', ' || reservedClaims.has(name)', ''],
    ['offline_access is kept', 'if (!offline) ignored.add(offlineAccess)', ''],
    [
      'unknown scopes are kept',
      'new Set(unknown.slice(isOpen ? maxUnknownScopes : 0))',
      'new Set<string>()',
    ],
    ['unknown scopes are accepted in strict mode', "mode === 'local' && ", ''],
    ['unknown scopes are accepted of any client', ' && client.scopes === undefined', ''],
    ['unknown scopes are never accepted', 'isOpen ? maxUnknownScopes : 0', '0'],
    ['any number of unknown scopes is accepted', 'maxUnknownScopes : 0', '99 : 0'],
    ['no default scopes', '[...defaultScopes]', '[]'],
    ['any number of seconds', '/^\\d{1,10}$/', '/^\\d+$/'],
    ['a number in any notation', '/^\\d{1,10}$/.test(value)', '!Number.isNaN(Number(value))'],
    ['a number with something after it', '/^\\d{1,10}$/', '/^\\d{1,10}/'],
    [
      'malformed claims ask for nothing',
      'parseClaimsRequest(claims)',
      '(parseClaimsRequest(claims) ?? noClaims)',
    ],
  ]),
  ...inFile('tokens/target.ts', [
    ['a resource may be any text', 'absoluteUri.test(value) && ', ''],
    ['a resource may have a fragment', '/?[\\]@', '/?#[\\]@'],
    ['a resource may be what is no URL', ' && URL.canParse(value)', ''],
    ['an audience of any length', 'value.length <= targetLimit && ', ''],
    ['an audience in any characters', ' && plainText.test(value)', ''],
    ['audience is ignored', 'audience === undefined ? []', 'true ? []'],
    ['resource is ignored', "several.get('resource')", "several.get('')"],
    ['what is listed does not count', 'if (audiences.includes(target)) return true', ''],
    ['strict mode allows anything', "if (terms.mode === 'strict') return", 'if (false) return'],
    ['the issuer is always allowed', 'isUnlisted && target ===', 'target ==='],
    ['local mode never allows more', 'return isUnlisted || client', 'return client'],
    ['a list binds no client', "return isUnlisted || client.source === 'loopback'", 'return true'],
    ['the usual audience is the issuer', '.audiences[0] ??', '.audiences[9] ??'],
  ]),
  ...inFile('authorize/rules/authorize-rule.ts', [
    ['control characters pass', '!/\\p{Cc}/u.test(value)', 'true'],
    ['only ASCII control characters count', '/\\p{Cc}/u', '/[\\0-\\x1f]/'],
    ['no length', 'value.length <= limit && ', ''],
    ['one character too few', 'value.length <= limit', 'value.length < limit'],
  ]),
  ...inFile('authorize/rules/access-rules.ts', [
    ['scope may be longer', 'scope.length <= scopeLimit && ', ''],
    [
      'an ID Token alone needs no openid',
      'responseType !== undefined && returnsIdToken(responseType)',
      "responseType === 'id_token token'",
    ],
    [
      'a default scope stands for openid',
      "(!isAbsent(draft, 'scope') && draft.scope.includes('openid'))",
      "draft.scope.includes('openid')",
    ],
    [
      'openid in any case',
      "draft.scope.includes('openid')",
      "draft.scope.some((word) => word.toLowerCase() === 'openid')",
      'a word in another case is unknown, and gone by then',
    ],
  ]),
  ...inFile('authorize/rules/request-rules.ts', [
    ['only some parameters may not be repeated', "  'id_token_hint',\n", ''],
  ]),
  ...inFile('authorize/rules/login-rules.ts', [
    ['a stale hint is refused', "hint.kind === 'stale' ||", ''],
    [
      'the audience of a hint does not matter',
      "(hint.kind === 'verified' && hint.aud === client.id)",
      "hint.kind === 'verified'",
    ],
  ]),
  ...inFile('authorize/next-step.ts', [
    ['none is not silent', "const silent = request.prompt.has('none')", 'const silent = false'],
    [
      'none is not silent to a guest',
      "showsPages = !request.prompt.has('none')",
      'showsPages = true',
    ],
    ['a silent request ends a logout', '(auto.silently || showsPages)', 'true'],
    ['nobody is new to automatic login', '(auto.silently || showsPages)', 'showsPages'],
    ['a hint chooses nobody', 'auto?.isHinted === true &&', 'false &&'],
    ['who need not be asked is', 'if (auto !== undefined && (', 'if (false && ('],
    [
      'prompt=login has no page in automatic login',
      "prompt.has('login') || prompt.has('select_account') ? undefined",
      "prompt.has('select_account') ? undefined",
    ],
    [
      'prompt=select_account has no page in automatic login',
      "prompt.has('login') || prompt.has('select_account') ? undefined",
      "prompt.has('login') ? undefined",
    ],
    [
      'another account is signed in unasked',
      "done.authenticated !== undefined || done.account === 'another'",
      'done.authenticated !== undefined',
    ],
    [
      'nobody is let in',
      'user === undefined || mustLogIn(request, user, standing, now)',
      'user === undefined',
    ],
    [
      'another user is answered for',
      "if (request.hint?.kind === 'verified' && request.hint.sub !== user.sub) return needs.hintedUser",
      '',
    ],
    [
      'no choice of an account',
      "if (mustChoose(request, user, done)) return { kind: 'interact', step: 'choose-account' }",
      '',
    ],
    ['nobody is asked for consent', 'if (!granted) return', 'if (false) return'],
    ['the clock may say anything', 'if (!isPossible(now)) return clockIsWrong', ''],
    [
      'any login of the request will do',
      'done.authenticated === user.sid',
      'done.authenticated !== undefined',
    ],
    ['a login is asked for for ever', 'if (hasJust(user, standing.done)) return false', ''],
    [
      'a stale hint is no other user',
      "hint?.kind === 'stale' ||",
      '',
      'a stale hint has no sub, so it differs from that of every user; only the types need it',
    ],
    ['a hint of another user is ignored', '(hint !== undefined && hint.sub !== user.sub)', 'false'],
    ['prompt=login is ignored', "prompt.has('login') || ", ''],
    ['another account is this one', "standing.done.account === 'another' ||", ''],
    ['max_age is ignored', '||\n    isTooOld(request, user, now)', ''],
    ['max_age=0 lets a fresh login pass', 'maxAge === 0 || ', ''],
    [
      'as old as max_age is too old',
      'now - user.authTime > maxAge',
      'now - user.authTime >= maxAge',
    ],
    ['the account is asked for after a login', '&& !hasJust(user, done) ', ''],
    ['the account is asked for for ever', " && done.account !== 'this'", ''],
    [
      'consent before the account',
      "  if (mustChoose(request, user, done)) return { kind: 'interact', step: 'choose-account' }\n  if (!granted) return silent ? needs.consent : { kind: 'interact', step: 'ask-consent' }",
      "  if (!granted) return silent ? needs.consent : { kind: 'interact', step: 'ask-consent' }\n  if (mustChoose(request, user, done)) return { kind: 'interact', step: 'choose-account' }",
    ],
  ]),
  ...inFile('authorize/answer.ts', [
    ['no issuer', "['state', to.state], ['iss', issuer]", "['state', to.state]"],
    ['no state', "['state', to.state], ['iss', issuer]", "['iss', issuer]"],
    ['a token type without a token', "withToken ? 'Bearer' : undefined", "'Bearer'"],
    ['tokens in the query', "if (to.mode === 'fragment') return", 'if (false) return'],
    ['all in the fragment', "if (to.mode === 'fragment') return", 'if (true) return'],
    ['the registered query is cut', "to.redirectUri.includes('?') ? '&' : '?'", "'?'"],
    ['nothing is encoded', 'reserved.test(value) ? percentEncoded(value) : value', 'value'],
    ['some of it is not encoded', "/[!'()*]/g", "/[!'()]/g"],
    [
      'a space is a plus',
      '  encodeURIComponent(value).replace(',
      "  encodeURIComponent(value).replaceAll('%20', '+').replace(",
    ],
  ]),
  ...inFile('remembering.ts', [
    ['nothing is remembered', 'if (before !== undefined) return before\n', ''],
    ['long texts are kept', 'if (text.length > longest) return workOut(text)\n', ''],
    ['all texts are kept', 'if (known.size >= most) known.clear()\n', ''],
  ]),
]

/** The tables of rules, in the order in which they are applied. */
const tables = ['request', 'response', 'access', 'binding', 'login']

/** Rules that always hold, and neighbours that have changed places: made from the rows themselves. */
function ofTheRules(table: string): readonly SeededFault[] {
  const file = `${protocol}/authorize/rules/${table}-rules.ts`
  const source = readFileSync(new URL(file, root), 'utf8')
  const rows = source.match(/ {2}\{\n {4}must:[\s\S]*?\n {2}\},\n/g) ?? []
  const nameOf = (row: string) => /must: ['`](.*)['`],/.exec(row)?.[1] ?? ''
  const idle = rows.map((row) => ({
    file,
    what: `not: ${nameOf(row)}`,
    find: row,
    replace: row.replace(/ {4}holds: [\s\S]*\n {2}\},\n$/, '    holds: () => true,\n  },\n'),
  }))
  const swapped = rows.slice(1).map((row, at) => {
    const before = rows[at] ?? ''
    const equivalent = swapsThatNobodySees[nameOf(row)]
    const what = `before its turn: ${nameOf(row)}`
    const fault = { file, what, find: before + row, replace: row + before }
    return equivalent === undefined ? fault : { ...fault, equivalent }
  })
  return [...idle, ...swapped]
}

/** Tables that have changed places with the one before. */
const ofTheTables = tables.slice(1).map((table, at): SeededFault => {
  const [before, after] = [`  ...${tables[at]}Rules,\n`, `  ...${table}Rules,\n`]
  return {
    file: `${protocol}/authorize/rules.ts`,
    what: `before their turn: the ${table} rules`,
    find: before + after,
    replace: after + before,
  }
})

/** By the rule that comes too early: no request breaks both it and the one before it. */
const swapsThatNobodySees: Readonly<Record<string, string>> = {
  'do without request_uri, but for one that this server gave when the request was pushed':
    'a request with both is refused by the rule before the two',
  'keep tokens out of the query': 'a mode that is not supported is not the query',
  'ask for a response_mode that the client registered, if for any':
    'the query, where tokens are not, is a mode of every client',
  'send as code_challenge a SHA-256 hash in base64url: 43 characters':
    'a code_challenge is either absent or has characters',
  'send nonce without control characters, at most ${nonceLimit} characters':
    'a nonce is either absent or has characters',
}

export const protocolFaults: readonly SeededFault[] = [
  ...parameters,
  ...redirectUri,
  ...authorize,
  ...tables.flatMap(ofTheRules),
  ...ofTheTables,
]
