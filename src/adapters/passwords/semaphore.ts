/** Lets a few run at once and a bounded number wait for them. */
export interface Semaphore {
  /** Runs `work` when it is its turn; undefined, at once, when too many wait already. */
  run<Result>(work: () => Promise<Result>): Promise<Result | undefined>
}

interface Limits {
  readonly atOnce: number
  readonly waiting: number
}

export function createSemaphore({ atOnce, waiting }: Limits): Semaphore {
  const queue: (() => void)[] = []
  let running = 0
  const enter = async (): Promise<boolean> => {
    if (running < atOnce) {
      running += 1
      return true
    }
    if (queue.length >= waiting) return false
    await new Promise<void>((resolve) => queue.push(resolve))
    return true
  }
  /** Hands its place to the next in the queue, if there is one. */
  const leave = (): void => {
    const next = queue.shift()
    if (next === undefined) running -= 1
    else next()
  }
  return {
    async run(work) {
      if (!(await enter())) return undefined
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
