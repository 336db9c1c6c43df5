import { describe, expect, it } from 'vitest'
import { faultsOfYaml } from './folder.ts'

const deeper = 'is indented deeper than the line above it, which has a value'
const unlike = 'is not indented like the lines around it'
const tab = 'is indented with a tab: use spaces'
const quote = 'lacks a quote at its end'
const colons = 'has a second colon: put the value in quotes'

/** A text that is not YAML, and all that is told of it. */
const broken: readonly (readonly [text: string, ...told: string[]])[] = [
  ['mode: local\n port: 9400\nhost: localhost\n', `2:2 ${deeper}`],
  ['mode: local\n\n  port: 9400\n', `3:3 ${deeper}`],
  ['mode: local\n\n# what\n  port: 9400\n', `4:3 ${unlike}`],
  ['clients:\n  - client_id: a\n     redirect_uris: [x]\n  - client_id: b\n', `3:6 ${deeper}`],
  ['port: 1\n mode: x\nhost: a\n log: b\n', `2:2 ${deeper}`, `4:2 ${deeper}`],
  ['login:\n   mode: auto\n  user: alice\nport: 1\n', `3:3 ${unlike}`],
  ['users:\n  - username: a\n    claims:\n        x: 1\n      y: 2\n', `5:7 ${unlike}`],
  ['clients:\n  - client_id: a\n   redirect_uris: [x]\n', `3:4 ${unlike}`],
  ['clients:\n    - client_id: a\n  - client_id: b\nport: 1\n', `3:3 ${unlike}`],
  ['users:\n  username: a\n  - username: b\n', `3:3 ${unlike}`],
  ['  port: 1\nmode: local\nhost: x\n', `2:1 ${unlike}`],
  ['users:\n\t- username: a\n\t  password: b\nport: 1\n', `2:1 ${tab}`, `3:1 ${tab}`],
  ['login:\n  mode: auto\n\tuser: alice\nport 1\n', `3:1 ${tab}`],
  ['acr_values: [\n\ta,\n\tb\n]\n', `2:1 ${tab}`],
  ['issuer: "http://localhost:9400\nport: 9400\nmode: local\n', `1:9 ${quote}`],
  ['issuer: "http://localhost:9400\nhost: "localhost"\nport 1\n', `1:9 ${quote}`],
  ["port: 1\nhost: 'localhost\nmode: local\n", `2:7 ${quote}`],
  ['acr_values: [a, "b]\nport: 1\n', `1:17 ${quote}`],
  [
    'port: 1\nacr_values: [a, b\nmode: local\nhost x\n',
    '2:13 lacks its ]: close it, or indent the lines that belong to it',
  ],
  [
    'clients:\n  - client_id: a\n    redirect_uris: [x\n    scope: openid\n',
    '3:20 lacks its ]: close it, or indent the lines that belong to it',
  ],
  [
    'login: { mode: auto, user: alice\nport: 1\n',
    '1:8 lacks its }: close it, or indent the lines that belong to it',
  ],
  [
    '{ "port": 1, "log": { "level": "info" ',
    '1:21 lacks its }: close it, or indent the lines that belong to it',
  ],
  ['acr_values: [a]]\nport: 1\n', '1:16 closes a bracket that is not open'],
  ['port: 1\n}\nmode: local\n', '2:1 closes a bracket that is not open'],
  [
    'a: 1\nport 1\nb: 2\nhost x\nc: 3\n',
    '2:1 lacks a colon after the key',
    '4:1 lacks a colon after the key',
  ],
  ['mode: local\nport:9400\nhost: x\n', '2:1 lacks a space after the colon'],
  ['clients:\n  -client_id: a\n    redirect_uris: []\n', '2:3 lacks a space after the dash'],
  ['issuer: http://localhost: 9400\n', `1:9 ${colons}`],
  ['a: b: c\nd: e: f\n', `1:4 ${colons}`, `2:4 ${colons}`],
  ['a: "x"#c\nport: 1\n', '1:7 lacks a space before the #'],
  [
    'issuer: "x" y\nport: 1\n',
    '1:13 comes after the end of the value: put the whole value in quotes',
  ],
  [
    "users:\n  - claims: { name: 'O'Brien' }\nport: 1\n",
    '2:24 follows a closing quote at once: check the quotes of this line',
  ],
  [
    '{\n  "port": 1,\n  "mode: "local"\n}\n',
    '3:11 follows a closing quote at once: check the quotes of this line',
  ],
  ['{ "port": 1\n  "mode": "local" }', '1:11 lacks a comma after it'],
  [
    '{ "port": 1 "mode": "local" }',
    '1:11 lacks a comma after it, or has a second colon: put it in quotes',
  ],
  ['{ "port" 1, "mode": "local" }', '1:10 lacks a comma or a colon before it'],
  [
    '{\n\t"port": 1,\n\t"port": 2\n}',
    '3:2 is a key that stands above already: keep one of the two',
  ],
  [
    'port: 1\nport: 2\n   mode: x\n',
    '2:1 is a key that stands above already: keep one of the two',
    `3:4 ${deeper}`,
  ],
  [
    'acr_values: [a\nuser: @x\nkey: *y\n',
    '1:13 lacks its ]: close it, or indent the lines that belong to it',
    '2:7 must be in quotes: it starts with a character that YAML reserves',
    '3:6 starts with *, which is a YAML alias: write the value out, or put it in quotes',
  ],
]

describe('A file that is not YAML', () => {
  it.each(broken)('is told by its cause, and by no consequence: %j', (text, ...told) => {
    expect(faultsOfYaml(text)).toEqual(
      told.map((line) => {
        const [spot, ...words] = line.split(' ')
        return { path: '', place: `fragrant.yaml:${spot}`, problem: words.join(' ') }
      }),
    )
  })

  it('is told without a word of what it holds', () => {
    for (const [text] of broken) {
      const secret = text.replace(/\b(?:local|alice|localhost|info|x|a)\b/g, 'hunter2')
      expect(JSON.stringify(faultsOfYaml(secret))).not.toContain('hunter2')
    }
  })
})
