import { cutText, limits } from '@realtime-chat/protocol';
import { recall, remember } from '../client/storage.js';

/**
 * The longest draft, in UTF-16 code units: some messages' worth, so that a longer text can be cut down. Browsers need seconds
 * to lay out a text of megabytes.
 */
export const maxDraft = 4 * limits.text;

/**
 * The text that is written but not sent, kept in localStorage for each room. A sent text stays part of the draft until the
 * outbox has stored it, which takes a moment: a page that ends in between must not lose it.
 */
export class Draft {
  /** Sent texts that the outbox has not stored yet. */
  #unstored: string[] = [];

  load(roomKey: string): string {
    return cutText(recall(storageKey(roomKey)) ?? '', maxDraft);
  }

  save(roomKey: string, text: string): void {
    const draft = [...this.#unstored, text].filter(Boolean).join('\n');
    remember(storageKey(roomKey), cutText(draft, maxDraft));
  }

  /** To be called when a text is sent. */
  add(text: string): void {
    this.#unstored.push(text);
  }

  /** To be called when the outbox has stored a text. */
  stored(text: string): void {
    const at = this.#unstored.indexOf(text);
    if (at !== -1) this.#unstored.splice(at, 1);
  }

  /** Removes a stored text from the draft of a room that was left. What was written after it stays. */
  removeFrom(roomKey: string, text: string): void {
    const draft = this.load(roomKey);
    if (draft === text || draft.startsWith(`${text}\n`))
      remember(storageKey(roomKey), draft.slice(text.length + 1));
  }
}

function storageKey(roomKey: string): string {
  return `draft:${roomKey}`;
}
