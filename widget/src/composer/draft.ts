import { recall, remember } from '../client/storage.js';

/**
 * The text that is written but not sent, kept in localStorage for each room. A sent text stays part of the draft until the
 * outbox has stored it, which takes a moment: a page that ends in between must not lose it.
 */
export class Draft {
  /** Sent texts that the outbox has not stored yet. */
  #unstored: string[] = [];

  load(roomKey: string): string {
    return recall(storageKey(roomKey)) ?? '';
  }

  save(roomKey: string, text: string): void {
    remember(storageKey(roomKey), [...this.#unstored, text].filter(Boolean).join('\n'));
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
