import * as v from 'valibot';
import type { Authenticate } from '../connection/identity/identify.ts';
import type { Filter } from '../messages/content-filter.ts';
import type { Authorize } from '../moderation/permissions.ts';
import type { OnReport } from '../moderation/review-queue/on-report.ts';
import type { OptionTable } from './option-row.ts';
import { functionSchema, hookTimeoutSchema, reviewIntervalSchema } from './option-schemas.ts';

/** The rows of the table of options for the functions of the site that the relay calls. */
export const hookOptions = {
  authenticate: {
    group: 'Hooks',
    schema: v.optional(functionSchema<Authenticate>()),
    meaning:
      'Tells who connects, from the token that the page gave or from the request. Without it and without tokens everybody is a guest.',
  },
  authorize: {
    group: 'Hooks',
    schema: v.optional(functionSchema<Authorize>()),
    default: 'the roles and rooms of the person',
    meaning: 'Decides whether a person may do something in a room.',
  },
  filter: {
    group: 'Hooks',
    schema: v.optional(functionSchema<Filter>()),
    meaning: 'Gives the text of a message that is to be stored, or throws a `Refusal`.',
  },
  onReport: {
    group: 'Hooks',
    schema: v.optional(functionSchema<OnReport>()),
    meaning: 'Is called for each message that somebody reports.',
  },
  hookTimeout: {
    group: 'Hooks',
    schema: v.optional(hookTimeoutSchema, 5),
    meaning: 'How many seconds a hook may take to answer, at most 7.',
  },
  reviewInterval: {
    group: 'Hooks',
    schema: v.optional(reviewIntervalSchema, 60),
    meaning: 'After how many seconds `authorize` is asked again about the people who are in a room.',
  },
} satisfies OptionTable;
