/** A secret text that all replicas of a server share. */
export interface SharedSecret {
  read(): Promise<string | undefined>
  /**
   * Puts `next` in the place of `before`, which was read last or put there; undefined: of nothing. False when
   * another replica has changed it since.
   */
  replace(before: string | undefined, next: string): Promise<boolean>
}
