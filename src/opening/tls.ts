/**
 * The key and the certificate that https is served with, as the configuration says.
 *
 * @module
 */

import { readFile } from 'node:fs/promises'
import {
  certificateFiles,
  createLocalCertificate,
  keepLocalCertificate,
} from '../adapters/data-folder/local-certificate.ts'
import type { Config } from '../config/config.ts'

/** PEM texts. */
export interface TlsFiles {
  readonly key: string
  readonly cert: string
}

/** Undefined for plain http. */
export async function readTls(config: Config): Promise<TlsFiles | undefined> {
  const { tls, dataDir } = config
  switch (tls.kind) {
    case 'off':
      return undefined
    case 'generated': {
      const hosts = hostsOf(config)
      return dataDir === undefined
        ? await createLocalCertificate(hosts)
        : await keepLocalCertificate(dataDir, hosts)
    }
    case 'files': {
      const [key, cert] = await Promise.all(
        [tls.key, tls.cert].map((file) => readFile(file, 'utf8')),
      )
      // Two files were read, so two texts are there.
      return { key: key as string, cert: cert as string }
    }
  }
}

/** The file to trust, where one was generated and is kept. */
export function certificateFile({ tls, dataDir }: Config): string | undefined {
  return tls.kind === 'generated' && dataDir !== undefined
    ? certificateFiles(dataDir).cert
    : undefined
}

/** Every name that the server is asked by. */
const hostsOf = ({ issuer, alsoAt, allowedHosts }: Config): readonly string[] => [
  ...[...(issuer === undefined ? [] : [issuer]), ...alsoAt].map((url) => new URL(url).hostname),
  ...allowedHosts.map((host) => new URL(`https://${host}`).hostname),
]
