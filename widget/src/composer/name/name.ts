import { cutText, limits } from '@realtime-chat/protocol';
import { recall, remember } from '../../client/storage.js';

/** The reader's name: the suggestion, unless this person has replaced that very suggestion before, at this relay. */
export class Name {
  value = '';
  #prefix: string | undefined;
  #suggestion: string | undefined;

  /**
   * To be called before each render.
   *
   * @param prefix names the relay and the person; undefined while nobody knows which person it is
   * @param suggestion the attribute `username`, or the name that the site gives
   * @returns whether the name was replaced
   */
  suggest(prefix: string | undefined, suggestion: string | null | undefined): boolean {
    // A removed attribute is null, a page may set a number, and the relay would refuse a name that is too long.
    const suggested = cutText(String(suggestion ?? ''), limits.name);
    if (prefix === this.#prefix && suggested === this.#suggestion) return false;
    this.#prefix = prefix;
    this.#suggestion = suggested;
    this.value = (this.#recall('name-over') === suggested && this.#recall('name')) || suggested;
    return true;
  }

  /** Stores the name that the person typed. Browsers disagree on `maxlength`: some would cut within an emoji. */
  set(typed: string): void {
    const name = cutText(typed, limits.name);
    this.value = name;
    if (this.#prefix === undefined) return;
    remember(`name:${this.#prefix}`, name);
    // The suggestion that the name replaces.
    remember(`name-over:${this.#prefix}`, this.#suggestion ?? '');
  }

  #recall(key: string): string {
    return (this.#prefix !== undefined && recall(`${key}:${this.#prefix}`)) || '';
  }
}
