import type { Joined } from '@realtime-chat/protocol';
import { recall, remember } from '../storage.js';

/** The identity of guests, which the site has not named. The relay gives guests random ids. */
const guest = 'guest';
/** The relay's ids of people whom the site has named begin like this. */
const userPrefix = 'user:';

/** `better`: the same person, unknown or only assumed before. `other`: another person than before. */
export type IdentityChange = 'better' | 'other' | undefined;

/**
 * The person in whose name this client acts, as far as it is known: `user:` and the site's id, `guest`, or undefined. What a
 * browser remembers is kept apart by this. Before the relay answers, it is what the token claims, without any check. That
 * is sound: only the relay gives rights, and it answers before anything is sent.
 */
export class Identity {
  current: string | undefined;
  /** Whether the relay has told it. */
  isConfirmed = false;
  /** The name that the site gives this person, if the relay has told one. */
  siteName: string | undefined;
  /** Whether the person may choose another name than the site's. */
  mayRename = false;
  /** A username that the relay has refused on this connection. */
  refusedName: string | undefined;
  /** The token that the assumption is from; null before the first one. */
  #token: string | undefined | null = null;
  #claimed: string | undefined;
  #relayUrl: string;

  constructor(relayUrl: string) {
    this.#relayUrl = relayUrl;
  }

  /**
   * The beginning of the keys under which a browser remembers things of this person at this relay. Undefined while nobody
   * knows which person it is.
   */
  get storagePrefix(): string | undefined {
    return this.current === guest ? this.#relayUrl : this.current && `${this.#relayUrl} ${this.current}`;
  }

  /** Whether the person writes under a name of their own choice. Before the relay answers, the site names a person with a token. */
  get choosesName(): boolean {
    if (this.isConfirmed) return this.siteName === undefined || this.mayRename;
    return this.current === guest;
  }

  /** Whether the relay takes no other name than the site's. */
  get hasFixedName(): boolean {
    return this.isConfirmed && !this.choosesName;
  }

  /** Whether a message is sent without a name, because the relay takes the site's. */
  get needsNoName(): boolean {
    return this.siteName !== undefined || !this.choosesName;
  }

  /**
   * The client is about to send this token.
   *
   * @param subject the person that it claims, if the client understands it
   */
  assume(token: string | undefined, subject: string | undefined): IdentityChange {
    const claimed = token ? subject && userPrefix + subject : recall(this.#namedKey) ? undefined : guest;
    // The same token as before, or another one of the same person.
    if (token === this.#token || (claimed !== undefined && claimed === this.#claimed)) return undefined;
    if (this.current !== undefined && claimed !== this.current) return 'other';
    this.#token = token;
    this.#claimed = this.current = claimed;
    return 'better';
  }

  /** The relay has answered a join. */
  confirm({ id, username, verified, mayRename = false }: Joined['me']): IdentityChange {
    const actual = id.startsWith(userPrefix) ? id : guest;
    const isSame = actual === this.current;
    if (this.isConfirmed && !isSame) return 'other';
    this.current = actual;
    this.isConfirmed = true;
    // Without the mark, it is a name of the person's own choice.
    if (verified || !mayRename) this.siteName = verified ? username : undefined;
    this.mayRename = mayRename;
    // A site may name people by cookies. There, a page without a token shows nothing before the relay has answered.
    if (!this.#token && actual !== guest) remember(this.#namedKey, 'yes');
    return isSame ? undefined : 'better';
  }

  get #namedKey(): string {
    return `named:${this.#relayUrl}`;
  }
}
