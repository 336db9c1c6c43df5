/**
 * A realm as HTTP sees it: one isolated issuer with flows of its own.
 *
 * @module
 */

export interface Realm {
  readonly id: string
  /** `http://localhost:9400`, or `http://localhost:9400/realms/{id}`; no slash at the end. */
  readonly issuer: string
  /** The path that every route of the realm begins with: empty, or `/realms/{id}`. */
  readonly basePath: string
}
