import { createDataFolderLock } from '../../../src/adapters/data-folder/data-folder-lock.ts'

const [folder = ''] = process.argv.slice(2)
try {
  const lock = await createDataFolderLock(folder)
  process.once('SIGTERM', () => void lock.release().then(() => process.exit(0)))
  process.stdout.write('held\n')
  setInterval(() => {}, 1000)
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`)
}
