/** Lets only so many works of the same key run at once; the others wait for their turn. */
export interface WorkQueue {
  /**
   * Runs `work` when fewer than `slots()` works of its key are running. Undefined, and `work` is not
   * run, when too many wait already, or when the turn came too late to be of use.
   */
  run<Result>(
    key: string,
    slots: () => number,
    work: () => Promise<Result>,
  ): Promise<Result | undefined>
}

interface Limits {
  /** How many may wait, of all keys together. */
  readonly waiting: number
  /** Milliseconds: whoever waited longer is sent away rather than looked at. For ever by default. */
  readonly patience?: number
  /** Milliseconds that only grow. */
  readonly monotonic?: () => number
}

interface Line {
  running: number
  readonly waiting: (() => void)[]
}

export function createWorkQueue(limits: Limits): WorkQueue {
  const { patience = Number.POSITIVE_INFINITY, monotonic = () => performance.now() } = limits
  const lines = new Map<string, Line>()
  let waiting = 0

  const lineOf = (key: string): Line => {
    const line = lines.get(key) ?? { running: 0, waiting: [] }
    lines.set(key, line)
    return line
  }
  const wakeNext = (key: string, line: Line, slots: () => number): void => {
    while (line.running < slots()) {
      const wake = line.waiting.shift()
      if (wake === undefined) break
      line.running += 1
      waiting -= 1
      wake()
    }
    if (line.running === 0) lines.delete(key)
  }
  const enter = async (line: Line, slots: () => number): Promise<boolean> => {
    if (line.running < slots()) {
      line.running += 1
      return true
    }
    if (waiting >= limits.waiting) return false
    waiting += 1
    await new Promise<void>((wake) => line.waiting.push(wake))
    return true
  }
  return {
    async run(key, slots, work) {
      const line = lineOf(key)
      const since = monotonic()
      if (!(await enter(line, slots))) return undefined
      try {
        return monotonic() - since > patience ? undefined : await work()
      } finally {
        line.running -= 1
        wakeNext(key, line, slots)
      }
    },
  }
}
