/**
 * Pictures that the operator brings, judged by what they are and not by what they are called.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import type { Logo, LogoKind } from '../../protocol/brand.ts'
import { readNamedFile } from '../files/named-file.ts'

export type LogoReading =
  | { readonly kind: 'logo'; readonly logo: Logo }
  /** The problem completes "The setting …". */
  | { readonly kind: 'refused'; readonly problem: string }

/** Every page that shows it loads it once. */
const kilobytes = 256

/** @param path absolute. */
export function readLogo(path: string): LogoReading {
  const read = readNamedFile(path, { kilobytes })
  return read.kind === 'unreadable' ? refused(read.problem) : judgeLogo(read.bytes)
}

/** Judges what was read from a file. */
export function judgeLogo(bytes: Buffer): LogoReading {
  const kind = kindOf(bytes)
  if (kind === undefined) return refused('must be a picture in SVG, PNG, JPEG or WebP')
  const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${kind}`
  return { kind: 'logo', logo: { name, kind, bytes } }
}

const refused = (problem: string): LogoReading => ({ kind: 'refused', problem })

/** What a file of each kind begins with. */
function kindOf(bytes: Buffer): LogoKind | undefined {
  const head = bytes.toString('latin1', 0, 12)
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (head.startsWith('\xff\xd8\xff')) return 'jpg'
  if (/^RIFF.{4}WEBP/s.test(head)) return 'webp'
  return isSvg(bytes) ? 'svg' : undefined
}

/** What may stand before the root of an SVG, by how it begins and ends. */
const prologue = [
  ['<?xml', '?>'],
  ['<!--', '-->'],
  ['<!DOCTYPE svg', '>'],
] as const

const root = /^<svg(?:\s[^>]*)?\sxmlns=["']http:\/\/www\.w3\.org\/2000\/svg["']/

/** A document type that declares entities is none of ours: it ends at its first `>` elsewhere than meant. */
function isSvg(bytes: Buffer): boolean {
  const text = utf8In(bytes)
  return text !== undefined && root.test(withoutPrologue(text.trimStart()))
}

/** No tool writes more parts than this before the root. */
const mostParts = 16

function withoutPrologue(text: string): string {
  let rest = text
  for (let count = 0; count < mostParts; count += 1) {
    const [begin, end] = prologue.find(([beginning]) => rest.startsWith(beginning)) ?? []
    if (begin === undefined || end === undefined) return rest
    const at = rest.indexOf(end, begin.length)
    rest = at < 0 ? '' : rest.slice(at + end.length).trimStart()
  }
  return rest
}

function utf8In(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
