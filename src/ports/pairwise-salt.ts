/** The secret that the pairwise subjects of a realm are made with: the same for as long as they are. */
export interface PairwiseSalt {
  read(): Promise<Uint8Array>
}
