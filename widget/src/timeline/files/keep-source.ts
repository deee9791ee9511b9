import { nothing } from 'lit';
import { directive, Directive } from 'lit/directive.js';

class KeepSource extends Directive {
  #key: string | undefined;
  #url: string | undefined;

  render(key: string, url: string | undefined): string | typeof nothing {
    if (key !== this.#key || this.#url === undefined) {
      this.#key = key;
      this.#url = url;
    }
    return this.#url ?? nothing;
  }
}

/**
 * The `src` of a picture or a player: it keeps the address that it had first for the same key. The address of a file changes
 * with the key of its room, and what is there already would load once more.
 */
export const keepSource = directive(KeepSource);
