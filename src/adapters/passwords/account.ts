import type { User } from '../../protocol/user.ts'

/** A user with what is stored of their password, which leaves these rooms for no other. */
export interface Account {
  readonly user: User
  /** Plain text, or a PHC string `$scrypt$ln=15,r=8,p=1$salt$hash`; undefined: no password works. */
  readonly password: string | undefined
}
