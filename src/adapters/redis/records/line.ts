/**
 * Makes those wait for one another who change one record in this process: only other processes get
 * ahead of them then.
 */
export type Line = <Result>(id: string, act: () => Promise<Result>) => Promise<Result>

export function createLine(): Line {
  const last = new Map<string, Promise<unknown>>()
  return (id, act) => {
    const before = last.get(id)
    const mine = before === undefined ? act() : before.then(act, act)
    last.set(id, mine)
    const leave = (): void => {
      if (last.get(id) === mine) last.delete(id)
    }
    mine.then(leave, leave)
    return mine
  }
}
