import { cutText, limits } from '@realtime-chat/protocol';
import { recall, remember } from '../client/storage.js';

/** localStorage keys: the name that the person typed, and the page's suggestion that it replaced. */
const nameKey = 'name';
const replacedKey = 'name-over';

/** The reader's name: the page's suggestion, unless the person has replaced that very suggestion before. */
export class Name {
  value = '';
  #suggestion: string | undefined;

  /** To be called with the attribute `username` before each render. */
  suggest(username: string | null): void {
    // A removed attribute is null, a page may set a number, and the relay would refuse a name that is too long.
    const suggestion = cutText(String(username ?? ''), limits.name);
    if (suggestion === this.#suggestion) return;
    this.#suggestion = suggestion;
    this.value = ((recall(replacedKey) ?? '') === suggestion && recall(nameKey)) || suggestion;
  }

  /** Stores the name that the person typed. */
  set(name: string): void {
    this.value = name;
    remember(nameKey, name);
    remember(replacedKey, this.#suggestion ?? '');
  }
}
