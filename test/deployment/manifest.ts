/**
 * The Kubernetes manifests of docs/examples as objects.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'

export const manifestPath = join('docs', 'examples', 'kubernetes', 'fragrant.yaml')

export interface Probe {
  readonly httpGet: {
    readonly path: string
    readonly port: string
    readonly httpHeaders: readonly { readonly name: string; readonly value: string }[]
  }
}

export interface Container {
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly envFrom: readonly { readonly secretRef: { readonly name: string } }[]
  readonly startupProbe: Probe
  readonly livenessProbe: Probe
  readonly readinessProbe: Probe
  readonly securityContext: object
}

interface PodSpec {
  readonly containers: readonly Container[]
  readonly securityContext: object
  readonly terminationGracePeriodSeconds: number
  readonly automountServiceAccountToken: boolean
  readonly enableServiceLinks: boolean
}

export interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels: object }
  readonly data?: Readonly<Record<string, string>>
  readonly spec?: {
    readonly replicas?: number
    readonly minAvailable?: number
    readonly selector?: object
    readonly template?: { readonly metadata: { readonly labels: object }; readonly spec: PodSpec }
    readonly ingress?: readonly object[]
    readonly egress?: readonly object[]
  }
}

const documents = parseAllDocuments(readFileSync(manifestPath, 'utf8'))

export const faults = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])

/** What the file holds, in its order. */
export const manifests: readonly Manifest[] = documents.map((one) => one.toJS())

export function manifestOf(kind: string): Manifest {
  const found = manifests.find((one) => one.kind === kind)
  if (found === undefined) throw new Error(`There is no ${kind} in ${manifestPath}.`)
  return found
}
