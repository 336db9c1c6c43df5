import { z } from 'zod'

/** What the documentation says of a default that depends on other settings. */
export const defaults = z.registry<{ readonly said: string }>()
