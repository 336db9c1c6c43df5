/**
 * What each page shows. A view in `views/` reads the model of its own name as `it`, and nothing
 * else; every value is text, escaped where it is written.
 *
 * @module
 */

import type { AccountPages } from './account.ts'
import type { ActivityPages } from './activity.ts'
import type { AnswerPages } from './answer.ts'
import type { ApplicationPages } from './application.ts'
import type { ConsolePages } from './console.ts'
import type { DocumentPages } from './document.ts'
import type { ErrorPages } from './error.ts'
import type { LogOutPages } from './log-out.ts'
import type { PeoplePages } from './people.ts'
import type { StepPages } from './step.ts'

export interface PageModels
  extends StepPages,
    AccountPages,
    AnswerPages,
    LogOutPages,
    ErrorPages,
    ConsolePages,
    ActivityPages,
    ApplicationPages,
    DocumentPages,
    PeoplePages {}

export type PageName = keyof PageModels
