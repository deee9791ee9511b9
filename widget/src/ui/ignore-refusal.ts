import { ChatError } from '../client/index.js';

/** For a request whose refusal is shown elsewhere. Anything but a refusal is a defect. */
export function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ChatError)) throw error;
}
