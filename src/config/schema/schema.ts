/**
 * Everything that can be configured. The documentation, the JSON Schema and the environment
 * variables are made from this.
 *
 * @module
 */

import { z } from 'zod'
import { parseRedisAddress, redisAddressTakes } from '../../adapters/redis/connection/address.ts'
import { parseStoreKey } from '../../adapters/redis/secrets/store-key.ts'
import { flag, list, oneOf, text } from '../../protocol/register/value.ts'
import {
  isAddressRange,
  isFurtherAddress,
  isHost,
  isHostHeader,
  isIssuer,
  portNumber,
  withoutBrackets,
} from './address.ts'
import { defaults } from './default-said.ts'
import { duration } from './duration.ts'
import { metricsSchema } from './metrics-schema.ts'
import { logSchema, tlsSchema } from './process-schema.ts'
import {
  defaultRealmMembers,
  realmError,
  realmId,
  realmMembers,
  realmSchema,
} from './realm-schema.ts'
import { ofEverything, tokenSettings } from './token-schema.ts'
import { password } from './user-schema.ts'

const { scopes, clients, users, ...settings } = realmMembers

export const schema = z
  .strictObject(
    {
      $schema: text('the address of a JSON Schema').optional().meta({
        title: 'JSON Schema',
        description: 'Tells editors what may stand in a fragrant.json; without effect.',
      }),
      issuer: text(
        'an https origin such as https://id.example.com, or an http origin on loopback such as http://localhost:9400, in lower case, without path, query, fragment, default port or trailing slash',
        isIssuer,
      )
        .optional()
        .meta({
          title: 'Issuer',
          description: 'The address that browsers and apps use; every URL is made from it.',
        })
        .register(defaults, { said: 'http(s)://{host}:{port}, as it listens' }),
      host: text('a host name or an IP address', isHost)
        .transform((host) => withoutBrackets(host.toLowerCase()))
        .prefault('localhost')
        .meta({
          title: 'Host',
          description:
            'Where to listen. Anything but loopback asks for strict mode, https and hashed passwords.',
        }),
      port: portNumber()
        .default(9400)
        .meta({ title: 'Port', description: 'The port to listen on; 0 takes a free one.' }),
      mode: oneOf('local', 'strict').default('local').meta({
        title: 'Mode',
        description:
          'local: with the conveniences for development. strict: what a hardened server accepts, nothing else.',
      }),
      behind_proxy: flag().default(false).meta({
        title: 'Behind a proxy',
        description:
          'Confirms that a proxy in front ends TLS: wanted for an https issuer without tls here.',
      }),
      trust_proxy: list(
        text(
          'an IP address or a network such as 10.0.0.0/8 (never everything, a number or true)',
          isAddressRange,
        ),
        'a list of IP addresses or networks such as 10.0.0.0/8 (never a number or true)',
      )
        .default([])
        .meta({
          title: 'Trusted proxies',
          description:
            'The proxies whose X-Forwarded-For is believed: it tells the login limiter which address a try comes from. Behind a proxy that is not named here, all users share one address.',
        }),
      allowed_hosts: list(
        text('a host, with its port if it has one, such as auth.test:9400', isHostHeader).transform(
          (host) => host.toLowerCase(),
        ),
        'a list of hosts, such as auth.test:9400',
      )
        .prefault([])
        .meta({
          title: 'Allowed hosts',
          description:
            'Values of the Host header to answer to, beside that of the issuer and loopback names.',
        }),
      container: flag().default(false).meta({
        title: 'In a container',
        description:
          'Acknowledges that the port of this container is published on loopback only, so that local mode may listen on all addresses. Anybody who reaches the port signs in as anybody.',
      }),
      also_at: list(
        text(
          'an https origin, or an http origin on loopback, of one label, or under .internal or .test, such as http://fragrant:9400, in lower case, without path or trailing slash',
          isFurtherAddress,
        ),
        'a list of origins, such as http://fragrant:9400',
      )
        .prefault([])
        .meta({
          title: 'Also at',
          description:
            'Further addresses of the server, as from one container to another: asked there, its metadata names them for tokens, userinfo and keys.',
        }),
      tls: tlsSchema
        .optional()
        .meta({
          title: 'TLS',
          description:
            'Serves https, with a certificate made for this machine (generated) or with yours.',
        })
        .register(defaults, { said: 'plain http' }),
      data_dir: text('the path of a folder')
        .optional()
        .meta({
          title: 'Data folder',
          description:
            'Where the signing keys, the secrets of pairwise subjects, a generated certificate, and users and clients that were added while the server ran are kept, so that they outlive a restart.',
        })
        .register(defaults, { said: 'nothing is kept' }),
      store: text(
        redisAddressTakes,
        (said) => said === 'memory' || parseRedisAddress(said) !== undefined,
      )
        .optional()
        .meta({
          title: 'Store',
          description:
            'Where sessions, codes, tokens and all else is kept that is not configured: in the memory of this process, or in a Redis or Valkey that several servers share.',
        })
        .register(defaults, { said: 'memory' }),
      store_key: text(
        '32 bytes in base64, base64url or hexadecimal',
        (said) => parseStoreKey(said) !== undefined,
      )
        .optional()
        .meta({
          title: 'Store key',
          description:
            'What the signing keys are encrypted with that a shared store keeps: 32 bytes, as openssl rand -base64 32 prints them. The same for every server of it; beyond loopback it has to be set.',
        }),
      ...settings,
      ...defaultRealmMembers,
      ...tokenSettings(ofEverything),
      console: flag()
        .optional()
        .meta({
          title: 'Console',
          description:
            'Opens the console at /: applications, people and the activity of this server, for whoever sits at this machine. In strict mode behind console_password.',
        })
        .register(defaults, { said: '`true`; `false` in strict mode' }),
      console_password: password.optional().meta({
        title: 'Console password',
        description:
          'What an administrator signs in to the console with: plain text (on loopback only) or a $scrypt$ hash.',
      }),
      control: flag().default(false).meta({
        title: 'Control',
        description:
          'Opens the control API at /_control/v1, by which tests make realms, users and tokens and move the clock. On loopback only.',
      }),
      control_token: text(
        'printable ASCII text of 16 to 256 characters without spaces',
        /^[\x21-\x7e]{16,256}$/,
      )
        .optional()
        .meta({
          title: 'Control token',
          description: 'What a caller of the control API brings as a bearer token.',
        })
        .register(defaults, { said: 'one that is made and printed at the start' }),
      metrics: metricsSchema
        .optional()
        .meta({
          title: 'Metrics',
          description:
            'Tells metrics to Prometheus: at /metrics to whoever asks from this machine, or by a token, or at a port of their own.',
        })
        .register(defaults, { said: 'none are taken' }),
      traces: flag().default(false).meta({
        title: 'Traces',
        description:
          'Tells each request to OpenTelemetry, by the SDK that the process was started with. On by itself where an OTEL_ variable names an exporter.',
      }),
      shutdown_grace: duration('0s', '5m').prefault('10s').meta({
        title: 'Shutdown grace',
        description: 'How long open requests may take to end when the server stops.',
      }),
      log: logSchema.prefault({}).meta({ title: 'Log', description: 'What is logged, and how.' }),
      scopes,
      clients,
      users,
      realms: z.record(realmId, realmSchema, { error: realmError }).default({}).meta({
        title: 'Realms',
        description:
          'Further issuers, each with keys, sessions and approvals of its own. What one does not say is as at the top level.',
      }),
    },
    { error: 'must be an object of settings' },
  )
  .meta({ title: 'Fragrant', description: 'The configuration of a Fragrant server.' })

/** What `createFragrant()` takes: the same keys as `fragrant.yaml`. */
export type FragrantOptions = z.input<typeof schema>

/** What was configured, read and with defaults. */
export type Options = z.output<typeof schema>
