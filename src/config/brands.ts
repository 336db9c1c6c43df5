/**
 * The logos and colours of a configuration.
 *
 * @module
 */

import { resolve } from 'node:path'
import { readLogo } from '../adapters/logos/logo-file.ts'
import type { Brand, Logo } from '../protocol/brand.ts'

interface Written {
  readonly logo?: string | undefined
  readonly colour?: string | undefined
}

/** Reads what a brand names; many realms may have the same file, which is then read once. */
export type ReadBrand = (written: Written) => {
  readonly brand: Brand
  readonly logo: Logo | undefined
}

/** @param folder what paths are relative to. */
export function createReadBrand(folder: string): ReadBrand {
  const known = new Map<string, Logo>()
  const logoAt = (file: string): Logo => {
    const logo = known.get(file) ?? readNow(file, folder)
    known.set(file, logo)
    return logo
  }
  return ({ logo: file, colour }) => {
    const logo = file === undefined ? undefined : logoAt(file)
    return { brand: { logo: logo?.name, colour: colour?.toLowerCase() }, logo }
  }
}

/** It was judged just now; whoever changes the file meanwhile is told so. */
function readNow(file: string, folder: string): Logo {
  const read = readLogo(resolve(folder, file))
  if (read.kind === 'refused') throw new Error(`The logo ${file} ${read.problem}.`)
  return read.logo
}
