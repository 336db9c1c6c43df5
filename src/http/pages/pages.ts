/**
 * What each page shows. A view in `views/` reads the model of its own name as `it`, and nothing
 * else; every value is text, escaped where it is written.
 *
 * @module
 */

import type { AccountPages } from './account-pages.ts'
import type { ActivityPages } from './activity-pages.ts'
import type { AnswerPages } from './answer-pages.ts'
import type { ApplicationPages } from './application-pages.ts'
import type { ConsolePages } from './console-pages.ts'
import type { ErrorPages } from './error-pages.ts'
import type { LogOutPages } from './log-out-pages.ts'
import type { PeoplePages } from './people-pages.ts'
import type { StepPages } from './step-pages.ts'

export interface PageModels
  extends StepPages,
    AccountPages,
    AnswerPages,
    LogOutPages,
    ErrorPages,
    ConsolePages,
    ActivityPages,
    ApplicationPages,
    PeoplePages {}

export type PageName = keyof PageModels
