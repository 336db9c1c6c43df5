/** Thrown at the start where a store lets nobody in by the settings: a sentence for the operator. */
export class StoreRefusal extends Error {
  override readonly name = 'StoreRefusal'
}
