import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The URL of oidc-provider's entry: under `folder` when one is named, else where we would find it. */
export async function findPeer(folder) {
  if (folder !== undefined) {
    const entry = resolve(folder, 'node_modules/oidc-provider/lib/index.js')
    await access(entry)
    return pathToFileURL(entry).href
  }
  try {
    return import.meta.resolve('oidc-provider')
  } catch {
    return undefined
  }
}
