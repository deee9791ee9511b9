import {
  holdsCheckMark,
  isName,
  isServerName,
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

/** Why this text cannot be sent under this username; `undefined` if it can. */
export function messageProblem(text: string, username: string | undefined): ChatError | undefined {
  if (!username) return new ChatError('no_name');
  if (!isName(username) || holdsCheckMark(username)) return new ChatError('bad_name');
  if (isServerName(username)) return new ChatError('name_taken');
  const sentText = normalizedText(text);
  if (!isVisible(sentText)) return new ChatError('empty');
  if (sentText.length > limits.text) return new ChatError('too_long');
  return undefined;
}
