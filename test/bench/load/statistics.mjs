export function median(figures) {
  const sorted = [...figures].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The median of the ratios of neighbours: noise that lasts longer than a round cancels out. */
export function ratioOf(ours, theirs) {
  return median(ours.map((figure, round) => figure / theirs[round]))
}
