import type { FastifyInstance } from 'fastify'
import type { Listeners } from './listeners.ts'

export interface Drain {
  /**
   * Stops accepting, answers what is under way, closes idle connections at once and all others after
   * the grace. Resolves when nothing is left: no connection, no timer. `app.close()` does the same.
   */
  close(): Promise<void>
  /** Cuts what is still open; for whoever asks a second time. */
  closeNow(): Promise<void>
}

/** Milliseconds between two looks for connections whose answer has ended. */
const lookInterval = 50

/** @param graceMs how long a half-sent request or a slow reader may hold the shutdown up. */
export function createDrain(
  app: FastifyInstance,
  needs: { readonly listeners: Listeners; readonly graceMs: number },
): Drain {
  const { listeners, graceMs } = needs
  let look: NodeJS.Timeout | undefined
  let cut: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    listeners.startDraining()
    look = setInterval(() => listeners.closeIdle(), lookInterval)
    cut = setTimeout(() => listeners.closeAll(), graceMs)
  })
  // Fastify has closed its own server, connections included, when this runs.
  app.addHook('onClose', async () => {
    await listeners.secondClosed()
    clearInterval(look)
    clearTimeout(cut)
  })
  const close = async (): Promise<void> => {
    await app.close()
  }
  return {
    close,
    async closeNow() {
      const closed = close()
      listeners.closeAll()
      await closed
    },
  }
}
