import {
  comparableName,
  holdsCheckMark,
  isName,
  isVisible,
  limits,
  withoutControlCharacters,
  withLineFeeds,
} from '@realtime-chat/protocol';
import { ChatError } from '../chat-error.js';

/** The text as it is sent. Pasted text may hold invisible control characters, which the relay refuses. */
export function normalizedText(text: string): string {
  return withoutControlCharacters(withLineFeeds(text)).trimEnd();
}

/** Why nothing can be sent under this username; `undefined` if it can. */
export function nameProblem(username: string | undefined): ChatError | undefined {
  if (!username) return new ChatError('no_name');
  if (!isName(username) || holdsCheckMark(username)) return new ChatError('bad_name');
  // The relay's own label. The relay also refuses other languages' labels, and names that look like one.
  return comparableName(username) === 'server' ? new ChatError('name_taken') : undefined;
}

/** Why this text cannot be sent; `undefined` if it can. The caption of files may be empty. */
export function textProblem(text: string, files?: readonly unknown[]): ChatError | undefined {
  const sentText = normalizedText(text);
  if (!files?.length && !isVisible(sentText)) return new ChatError('empty');
  if (sentText.length > limits.text) return new ChatError('too_long');
  return undefined;
}
