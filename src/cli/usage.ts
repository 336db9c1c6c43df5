/**
 * What `fragrant --help` says.
 *
 * @module
 */

import { fileURLToPath } from 'node:url'
import { packageRoot } from '../version.ts'

const documentation = fileURLToPath(new URL('docs/configuration.md', packageRoot))

export const usage = `Usage: fragrant [serve] [flags]

Commands
  serve            Starts the server; so does no command at all.
  check-config     Reads the configuration and says whether it can be used.
  hash-password    Reads a password and prints the hash to put into the configuration.
  health           Asks the server of this configuration whether it answers.
  keys list        Lists the signing keys in the data folder, and what each is for.
  keys rotate      Gives every signing key a successor, also while the server runs.
  init [name]      Writes a fragrant.yaml to start from, for a preset or a library.
  doctor [url]     Says what will not work between this configuration and the app at that address.
  token            Signs a user in at the running server and prints an access token.

Flags
  --port <number>  The port to listen on (9400); 0 takes a free one.
  --host <name>    Where to listen (localhost).
  --config <file>  The configuration file (fragrant.yaml, .yml or .json, if there is one).
  --issuer <url>   The address that browsers and apps use.
  --preset <name>  Takes on the paths and names of another provider, such as wso2 (docs/presets.md).
  --control        Opens the control API for tests, at /_control/v1, on loopback only.
  --strict         No conveniences for development: what a hardened server accepts.
  --help           This text.
  --version        The version.

Flags of keys, token and doctor
  --realm <id>     The realm that is meant; keys: every one when left out, token and doctor: the default one.
  --now            For keys rotate: the new keys sign at once, as after a theft.
  --client <id>    The app that asks, for token and doctor.

Flags of token
  --user <name>    Who signs in; the first user when left out.
  --scope <words>  What is asked for, such as "openid orders:read".
  --audience <api> The API that the token is for.
  --redirect-uri <uri>
                   That of the app; the first that is registered when left out.
  --json           Prints the whole answer, with the ID Token.

Every setting is described, with its environment variable, in
  ${documentation}
`
