import { ChatError } from '../client/index.js';

/** Catches the refusal of a request that is shown elsewhere. Every other error is a defect, and is thrown again. */
export function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ChatError)) throw error;
}
