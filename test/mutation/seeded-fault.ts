/** A fault that somebody could make, which the tests must find. */
export interface SeededFault {
  readonly file: string
  /** What it does, for whoever reads that it was not found. */
  readonly what: string
  /** Text that the file holds once. */
  readonly find: string
  readonly replace: string
  /** Why it changes nothing that can be observed. */
  readonly equivalent?: string
}

export type Row = readonly [what: string, find: string, replace: string, equivalent?: string]

/** Faults of one file, each as a row. */
export const inFile = (file: string, rows: readonly Row[]): readonly SeededFault[] =>
  rows.map(([what, find, replace, equivalent]) => {
    const fault = { file, what, find, replace }
    return equivalent === undefined ? fault : { ...fault, equivalent }
  })
