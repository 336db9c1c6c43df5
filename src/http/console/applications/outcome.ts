import type { PageModels } from '../../pages/models/pages.ts'
import type { ConsoleModel } from '../page.ts'

/** What has become of a form. */
export type Outcome =
  /** `what` is a word of `doneWords`, `at` the page that tells it. */
  | { readonly kind: 'done'; readonly at: string; readonly what: string }
  | { readonly kind: 'secret'; readonly model: PageModels['console/application-secret'] }
  /** The page again, with what was typed and what is wrong with it. */
  | { readonly kind: 'again'; readonly model: ConsoleModel<'console/application'> }
  | { readonly kind: 'new'; readonly model: ConsoleModel<'console/application-new'> }
  | { readonly kind: 'refused'; readonly status: number; readonly model: PageModels['notice'] }
