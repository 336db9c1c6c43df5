import fc from 'fast-check'

/** Another one each time, so that CI sees more with every run; a failure names it. */
const seed = Date.now() % 0x7fffffff

/** Holds a property against random values; `runs` are fewer where one run is dear. */
export async function holdsFor<Values>(
  property: fc.IAsyncProperty<Values> | fc.IProperty<Values>,
  runs = 10_000,
): Promise<void> {
  await fc.assert(property, { seed, numRuns: runs })
}
