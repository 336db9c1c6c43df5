/**
 * Writes what is generated from the configuration schema: the reference, the JSON Schema and
 * `.env.example`. Run it with `npx tsx docs/generate/configuration.ts` after a change of the schema.
 *
 * @module
 */

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { pathText } from '../../src/config/fault.ts'
import { beyondLoopback, everywhere } from '../../src/config/judge/judge-reach.ts'
import { clientSchema } from '../../src/config/schema/client-schema.ts'
import { defaults } from '../../src/config/schema/default-said.ts'
import { realmSchema } from '../../src/config/schema/realm-schema.ts'
import { schema } from '../../src/config/schema/schema.ts'
import { userSchema } from '../../src/config/schema/user-schema.ts'
import { unwrapped } from '../../src/config/source/read.ts'
import {
  configVariable,
  isStructured,
  type Variable,
  variables,
} from '../../src/config/source/settings.ts'
import { registrationRules, spellings, webRule } from '../../src/protocol/register/redirect-uri.ts'
import { listed } from '../../src/protocol/register/value.ts'

/** The generated files, each by its path from the root of the package. */
export function configurationFiles(): Readonly<Record<string, string>> {
  return {
    '.env.example': environmentExample(),
    'docs/configuration.md': reference(),
    'docs/fragrant.schema.json': `${JSON.stringify(jsonSchema(), null, 2)}\n`,
  }
}

function jsonSchema(): object {
  return z.toJSONSchema(schema, { io: 'input' })
}

/** The default as it would be written in a file; undefined when there is no fixed one. */
function defaultOf(member: z.ZodType): unknown {
  return z.toJSONSchema(member, { io: 'input' }).default
}

const about = (member: z.ZodType): string => member.meta()?.description ?? ''

/** What a value must be: the message that any other value gets. */
function takes(member: z.ZodType): string {
  const message = member.safeParse(Symbol('nothing takes this')).error?.issues[0]?.message ?? ''
  return message.replace(/^must be /, '')
}

function environmentExample(): string {
  const entries = variables.map((variable) => {
    const value = defaultOf(variable.schema)
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '')
    const told = defaults.get(variable.schema)?.said
    const fallback = told === undefined ? '' : ` Default: ${told}.`
    return `# ${about(variable.schema)}${fallback}${form(variable)}\n${variable.name}=${text}\n`
  })
  const head = [
    '# Every environment variable with its default. An empty one counts as not set.',
    '# Copied to .env in the working directory, it is read by the fragrant command; the environment wins.',
    '# A flag wins over a variable, a variable over the configuration file.',
    '',
    '# The configuration file. Default: fragrant.yaml, .yml or .json in the working directory.',
    `${configVariable}=`,
    '',
  ]
  return [...head, ...entries].join('\n')
}

function form({ schema: member }: Variable): string {
  if (isStructured(member)) return ' JSON.'
  return unwrapped(member) instanceof z.ZodArray ? ' Separated by commas.' : ''
}

function reference(): string {
  return `${prose.before.trim()}

| key | variable | default | meaning | takes |
|---|---|---|---|---|
${variables.map((variable) => row(variable.path.join('.'), variable.schema, variable.name)).join('\n')}

## A client

${memberTable(clientSchema)}

Redirect URIs are compared letter for letter, so each must be written the way browsers write it. It must

${[...spellings, ...registrationRules, webRule].map(({ must }) => `- ${must}`).join('\n')}

## A realm

A realm takes ${realmKeys()}. What it leaves out is as at the top level, users, clients and scopes too: a list
is taken as a whole, \`login\` member by member. The demo users and clients are inherited when the top level
names none, and each realm has a playground of its own. Everything else is the server’s, for all realms.

\`\`\`yaml
login: { mode: auto, user: alice }
realms:
  worker-1: {}
  short-lived: { access_token_lifetime: 5s }
  by-hand: { login: { mode: form } }
\`\`\`

## A user

${memberTable(userSchema)}

Claims have the types of OIDC Core §5.1: \`email_verified\` and \`phone_number_verified\` are true or false,
\`updated_at\` is a number, \`address\` an object of texts, the other standard ones are text. No claim is
null or empty; \`sub\`, \`iss\`, \`aud\` and the other claims that the server sets are refused.

## An API

What access tokens are for. A request chooses one by \`resource\` or \`audience\`, or by asking for a scope of it.
What an API says of its tokens wins over what the client says.

${memberTable(itemOf('apis'))}

## A signing key

\`signing_keys\` of the top level are for the realm \`default\`; a realm names its own. See [keys.md](keys.md).

${memberTable(itemOf('signing_keys'))}

## A scope

One named like a scope of OpenID Connect says what differs of that one; the rest of it stays. In local mode an app
that lists no \`scope\` may ask for scopes that stand nowhere; strict mode leaves those out and says so.

${memberTable(itemOf('scopes'))}

${prose.beyond.trim()}

${beyondLoopback.map(({ path, problem }) => `- \`${pathText(path)}\` ${problem}`).join('\n')}

Everything that is missing is told at once, before anything listens.

\`container: true\` lifts this for a \`host\` in local mode, and for nothing else: it acknowledges that the
port of a container is published on loopback only. An \`issuer\` beyond loopback and strict mode keep every
rule. See [containers.md](containers.md).

## Wherever it runs

${everywhere.map(({ path, problem }) => `- \`${pathText(path)}\` ${problem}`).join('\n')}
`
}

function itemOf(key: keyof typeof schema.shape): z.ZodObject {
  const inner = unwrapped(schema.shape[key])
  if (inner instanceof z.ZodArray && inner.element instanceof z.ZodObject) return inner.element
  throw new Error(`${key} is not a list of objects.`)
}

function realmKeys(): string {
  const keys = Object.keys(realmSchema.shape).map((key) => `\`${key}\``)
  return listed(keys).replace(/ or (?=[^ ]+$)/, ' and ')
}

function memberTable(object: z.ZodObject): string {
  const rows = Object.entries(object.shape).map(([key, member]) => row(key, member as z.ZodType))
  return ['| key | default | meaning | takes |', '|---|---|---|---|', ...rows].join('\n')
}

function row(key: string, member: z.ZodType, variable?: string): string {
  return tableRow([
    `\`${key}\``,
    ...(variable === undefined ? [] : [`\`${variable}\``]),
    defaultText(member),
    about(member),
    takes(member),
  ])
}

const tableRow = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** The short table of the README: every setting, its variable, its default and what it means. */
export function shortTable(): string {
  const rows = variables.map(({ path, name, schema: member }) =>
    tableRow([`\`${path.join('.')}\``, `\`${name}\``, defaultText(member), about(member)]),
  )
  return ['| key | variable | default | meaning |', '|---|---|---|---|', ...rows].join('\n')
}

function defaultText(member: z.ZodType): string {
  const told = defaults.get(member)?.said
  if (told !== undefined) return told
  const value = defaultOf(member)
  if (value === undefined) return member.safeParse(undefined).success ? '' : 'required'
  if (Array.isArray(value)) return value.map((item) => `\`${item}\``).join(' ') || 'none'
  return typeof value === 'object' ? 'none' : `\`${value}\``
}

const prose = {
  before: `
<!-- Generated by docs/generate/configuration.ts from the schema in src/config. Do not edit. -->

# Configuration

Nothing needs to be configured: without a file there are the users alice (password alice) and bob
(password bob), three demo clients, and any app on loopback may sign in. To change that, put a
\`fragrant.yaml\`, \`fragrant.yml\` or \`fragrant.json\` into the working directory, or name a file with
\`--config\` or \`FRAGRANT_CONFIG\`.

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/fragrant/docs/fragrant.schema.json
port: 9500
access_token_lifetime: 15m
clients:
  - client_id: my-app
    client_name: My app
    redirect_uris: ['http://localhost:5173/callback']
    response_types: [code]
users:
  - username: carol
    password: tulip
    claims: { name: Carol Vorn, email: carol@people.example, email_verified: true }
realms:
  second:
    users: [{ username: dave, password: iris }]
\`\`\`

- **Precedence.** A flag wins over an environment variable, that over the file, that over the default.
- **Variables.** A list is separated by commas; \`clients\`, \`users\`, \`scopes\`, \`apis\`, \`signing_keys\` and \`realms\` take
  JSON and replace what the file says. An empty variable counts as not set.
- **Times** are a number of seconds, or text such as \`90s\`, \`15m\`, \`1h\` or \`2d\`.
- **Paths** are relative to the working directory.
- **YAML** aliases and tags are not taken, and a file has at most 1 MB.
- **Faults** are all told at once, each with its place, key and what is accepted; the exit code is 78.
  \`fragrant check-config\` reads the configuration and starts nothing.
- **Clients.** One that lists \`id_token token\` may ask for \`id_token\` alone too, since session checks and
  renewals do; \`token\` alone must be listed. When clients are configured the demo clients are not there, but
  in local mode the playground is.
- **Users.** When users are configured the demo users are not there. An empty list means nobody.
- **Realms.** What stands at the top level is the realm \`default\`, at the root. Any other answers at
  \`/realms/{id}\` with keys, sessions and approvals of its own; see below.
- **\`tls: generated\`** makes a certificate for this machine and for the hosts of \`issuer\` and
  \`allowed_hosts\`. With \`data_dir\` it is kept there as \`certificate.pem\`, until it expires or those hosts
  change, so that it has to be trusted once: \`NODE_EXTRA_CA_CERTS=./data/certificate.pem\` for Node,
  \`curl --cacert ./data/certificate.pem\`. A library user finds it as \`fragrant.certificate\`.
- **Further addresses.** \`also_at\` names origins that the server is reached by beside its issuer, such as
  \`http://fragrant:9400\` from one container to another. Metadata asked for there name that address for the
  token endpoint, userinfo and keys; the issuer, the authorization endpoint and the logout endpoint stay as
  they are, for browsers know no other. By http they are on loopback, of one label, or under \`.internal\` or
  \`.test\`, in local mode only; else by https. No app may have its answers sent there.
- **Reload.** A file that is written is read again at once, and so it is on SIGHUP. What belongs to realms
  holds from the next request on, and realms come and go; whoever is signed in stays so. Everything else
  needs a restart: the log names it (\`config.needs-restart\`).
- **A reload that fails** changes nothing: of a file with a fault, an empty one and one that is gone, no part is
  taken over, and the server goes on with what it read before. The log has one line \`config.refused\` with
  every fault, in the words of \`fragrant check-config\`; \`/health\` stays 200 and answers
  \`{"status":"ok","configStale":true}\`, and \`fragrant health\` exits with 0 as long as it can tell the port.
  The next file that can be used ends that state. A restart does not know what was read before: mend the file
  first.
- **Keys.** Each realm has its own: in the data folder as \`keys.json\`, and as \`realms/{id}/keys.json\`. One
  that is missing is made when it is first needed. \`fragrant keys rotate\` gives each a successor, as do
  \`signing_key_lifetime\` and a changed \`signing_key_generation\`: see [keys.md](keys.md).
- **Pairwise subjects** (\`subject_type: pairwise\`) are made with a secret of the realm, \`pairwise-salt\` beside its keys. Keep
  it as long as the apps: with another, they take their users for strangers. A backup of the folder holds it.
- **The data folder** is for one server and its user alone: the start warns of what others can read or change
  there.
- **Strict mode** leaves the user picker, automatic login and consent, unknown loopback clients, demo users,
  demo clients and the playground out.
- **Kubernetes** sets \`FRAGRANT_PORT\` and others by itself for a service named fragrant: name it otherwise, or
  set \`enableServiceLinks: false\`.

## Every setting
`,
  beyond: `
## Beyond loopback

When \`host\` or \`issuer\` is not on loopback, others can reach the server. Then, or else it does not start:
`,
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(configurationFiles())) {
    writeFileSync(new URL(`../../${path}`, import.meta.url), text)
  }
}
