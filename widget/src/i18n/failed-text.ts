import type { Words } from './words.js';

/** Why a message was not sent. @param error the code of the error; one that is held waits, and is not lost */
export function failedText(words: Words, error: string | undefined): string {
  if (error === undefined || error === 'unconfirmed') return words.text(error ?? 'failed');
  const problem = words.problem(error);
  return error === 'held' ? problem : words.text('failedBecause', { problem });
}
