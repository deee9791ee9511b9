import type { Joined } from '@realtime-chat/protocol';
import { recall, remember } from '../storage.js';

/** The identity of guests: people whom the site has not named. The relay gives guests random ids. */
const guest = 'guest';
/** The prefix of the relay's ids for people whom the site has named. */
const userPrefix = 'user:';

/**
 * - `better`: the identity was unknown or assumed, and is now known or corrected
 * - `other`: the identity was known, and is now that of another person
 * - undefined: the identity is the same as before
 */
export type IdentityChange = 'better' | 'other' | undefined;

/**
 * The identity of the person in whose name this client acts. The browser stores data apart for each identity. Before the
 * relay answers, the client assumes the identity that the token claims, and does not verify the token. That is safe: only the
 * relay grants rights, and it answers before anything is sent.
 */
export class Identity {
  /** `user:` and the site's id, or `guest`; undefined while the identity is unknown. */
  current: string | undefined;
  /** Whether the relay has confirmed the identity. */
  isConfirmed = false;
  /** The name that the site gives this person, if the relay has sent one. */
  siteName: string | undefined;
  /** Whether the person may choose another name than the site's. */
  mayRename = false;
  /** A username that the relay has refused on this connection, as `nameFrom` returns it. */
  refusedName: string | undefined;
  /** The token from which the identity was assumed; null before the first assumption. */
  #token: string | undefined | null = null;
  /** The identity that this token claims. */
  #claimed: string | undefined;
  #relayUrl: string;

  constructor(relayUrl: string) {
    this.#relayUrl = relayUrl;
  }

  /**
   * The prefix of the keys under which the browser stores data of this person at this relay. Undefined while the identity is
   * unknown.
   */
  get storagePrefix(): string | undefined {
    return this.current === guest ? this.#relayUrl : this.current && `${this.#relayUrl} ${this.current}`;
  }

  /**
   * Whether the person writes under a name of their own choice. Before the relay answers, this is assumed of guests only: the
   * site names a person with a token.
   */
  get choosesName(): boolean {
    if (this.isConfirmed) return this.siteName === undefined || this.mayRename;
    return this.current === guest;
  }

  /** Whether the relay accepts no other name than the site's. */
  get hasFixedName(): boolean {
    return this.isConfirmed && !this.choosesName;
  }

  /** Whether messages are sent without a name, because the relay uses the site's name. */
  get needsNoName(): boolean {
    return this.siteName !== undefined || !this.choosesName;
  }

  /**
   * Assumes the identity that a token claims. Called before the client sends the token.
   *
   * @param subject the person that the token claims, if it is a JWT
   */
  assume(token: string | undefined, subject: string | undefined): IdentityChange {
    const claimed = token ? subject && userPrefix + subject : recall(this.#namedKey) ? undefined : guest;
    // It is the same token as before, or another token of the same person.
    if (token === this.#token || (claimed !== undefined && claimed === this.#claimed)) return undefined;
    if (this.current !== undefined && claimed !== this.current) return 'other';
    this.#token = token;
    this.#claimed = this.current = claimed;
    return 'better';
  }

  /** Takes over the identity from the relay's answer to a join. */
  confirm({ id, username, verified, mayRename = false }: Joined['me']): IdentityChange {
    const actual = id.startsWith(userPrefix) ? id : guest;
    const isSame = actual === this.current;
    if (this.isConfirmed && !isSame) return 'other';
    this.current = actual;
    this.isConfirmed = true;
    // An unverified name of a person who may rename is their own choice. It does not change the site's name.
    if (verified || !mayRename) this.siteName = verified ? username : undefined;
    this.mayRename = mayRename;
    // This site names people by a cookie. From now on, a page without a token shows nothing before the relay answers.
    if (!this.#token && actual !== guest) remember(this.#namedKey, 'yes');
    return isSame ? undefined : 'better';
  }

  get #namedKey(): string {
    return `named:${this.#relayUrl}`;
  }
}
