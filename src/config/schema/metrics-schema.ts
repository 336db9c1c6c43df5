/**
 * Where metrics are told, and to whom.
 *
 * @module
 */

import { z } from 'zod'
import { flag, text } from '../../protocol/register/value.ts'
import { isHost, portNumber } from './address.ts'

const what = 'must be true, or an object of port, host and token'

export const metricsSchema = z.union(
  [
    flag(),
    z.strictObject(
      {
        port: portNumber().optional().meta({
          title: 'Port of the metrics',
          description:
            'A port of their own, such as 9464; 0 takes a free one. Without it they are at /metrics of the server.',
        }),
        host: text('an IP address or a host name, such as 127.0.0.1 or 0.0.0.0', isHost)
          .optional()
          .meta({ title: 'Host of the metrics', description: 'The address of that port.' }),
        token: text(
          'printable ASCII text of 16 to 256 characters without spaces',
          /^[\x21-\x7e]{16,256}$/,
        )
          .optional()
          .meta({
            title: 'Token of the metrics',
            description: 'What whoever reads them brings as a bearer token.',
          }),
      },
      { error: what },
    ),
  ],
  { error: what },
)
