import type { FastifyInstance } from 'fastify'
import { realmPaths } from '../../../protocol/paths.ts'
import type { AboutServer, RealmOf } from '../../realm.ts'
import { sendConsolePage } from '../page.ts'
import { blocksOf } from './blocks.ts'
import { documentFiles, nameOf, readDocument } from './files.ts'
import type { Resolve } from './inlines.ts'

/** `/documentation`: the README, and behind it each other page of the documentation in the package. */
export function documentRoutes(app: FastifyInstance, realmOf: RealmOf, about: AboutServer): void {
  const files = documentFiles()
  const [main = ''] = files.keys()
  for (const path of [realmPaths.documentation, `${realmPaths.documentation}/*`]) {
    app.get(path, (request, reply) => {
      const realm = realmOf(request)
      const { '*': name = main } = request.params as { readonly '*'?: string }
      // what is no name of ours is no path of a file
      const file = files.get(name)
      if (file === undefined) return reply.callNotFound()
      const root = realm.basePath + realmPaths.documentation
      const shown = [...files.keys()].filter((one) => !one.includes('/') || one === name)
      const model = {
        name: file,
        documents: shown.map((one) => ({
          name: one,
          href: `${root}/${one}`,
          isCurrent: one === name,
        })),
        blocks: blocksOf(readDocument(file), resolverFor(file, root, files)),
      }
      const at = { realm, about, section: undefined }
      return sendConsolePage(reply, at, { name: 'console/document', model })
    })
  }
}

/** Links between documents lead to their pages; what else lies in the package is not here. */
function resolverFor(file: string, root: string, files: ReadonlyMap<string, string>): Resolve {
  return (target) => {
    if (/^https?:/.test(target)) return target
    const { pathname, hash } = new URL(target, `http://package/${file}`)
    const name = nameOf(pathname.slice(1))
    return files.has(name) ? `${root}/${name}${hash}` : undefined
  }
}
