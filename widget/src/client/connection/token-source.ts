import { ChatError } from '../chat-error.js';
import { within } from './within.js';

/** The pause after a failure of the provider, in milliseconds. Each further failure doubles it, up to the longest. */
const firstPause = 1000;
const longestPause = 60_000;
/** If the provider takes longer than this, in milliseconds, it has failed. The relay waits as long for a renewed token. */
const providerTimeout = 15_000;

/**
 * Fetches an identity token; an empty one is a guest's. The signal is aborted after 15 seconds, and when the room is left:
 * nobody waits for the token any more.
 */
export type TokenProvider = (request: { signal: AbortSignal }) => Promise<string>;

/** The identity token of a room, from the page's options `token` and `tokenProvider`. Only rooms that have one load this. */
export class TokenSource {
  #token: string | undefined;
  #provider: TokenProvider | undefined;
  #onFailure: (error: ChatError) => void;
  /** Whether the provider gave the token for this attempt to connect, so that another token would be no better. */
  #isFresh = false;
  #asked: Promise<string | undefined> | undefined;
  #pause = firstPause;
  /** Aborts what the provider does for the last question. */
  #question: AbortController | undefined;

  /** @param onFailure is called with the first of several failures of the provider. */
  constructor(
    token: string | undefined,
    provider: TokenProvider | undefined,
    onFailure: (error: ChatError) => void,
  ) {
    this.#token = token;
    this.#provider = provider;
    this.#onFailure = onFailure;
  }

  /**
   * The token for a handshake. The provider is asked only if there is none.
   *
   * @throws {ChatError} `no_token`, with the time after which the provider may be asked again
   */
  async forHandshake(): Promise<string | undefined> {
    if (this.#token) return this.#token;
    const token = await this.#ask();
    this.#isFresh = true;
    return (this.#token = token);
  }

  /** Asks the provider for another token, because the relay says that the present one has expired. */
  async renew(): Promise<string | undefined> {
    return (this.#token = await this.#ask());
  }

  /** The person that the token claims, if it is a JWT. */
  get subject(): string | undefined {
    return this.#token ? subjectOf(this.#token) : undefined;
  }

  /** The relay has accepted the token. */
  accepted(): void {
    this.#isFresh = false;
  }

  /**
   * The connection was closed on purpose: by the next one, the person may have signed in or out. An answer that is on its
   * way may be the last person's.
   */
  forget(): void {
    if (!this.#provider) return;
    this.#question?.abort();
    this.#question = this.#asked = this.#token = undefined;
  }

  /** The relay has refused the token. @returns whether the next attempt will use another one. */
  refused(): boolean {
    if (!this.#provider) return false;
    const mayHaveBetter = !this.#isFresh;
    this.#isFresh = false;
    this.#token = undefined;
    return mayHaveBetter;
  }

  /** Calls share one answer: the page is asked before there is a connection, and by the handshake; and not in a pause. */
  #ask(): Promise<string | undefined> {
    return (this.#asked ??= this.#askProvider());
  }

  async #askProvider(): Promise<string | undefined> {
    const question = (this.#question = new AbortController());
    const isForgotten = (): boolean => this.#question !== question;
    try {
      const { signal } = question;
      const token: unknown = this.#provider && (await within(providerTimeout, this.#provider({ signal })));
      if (isForgotten()) throw new ChatError('closed');
      // A person who is signed out has no token.
      if (token != null && typeof token !== 'string') throw new Error('no string');
      this.#pause = firstPause;
      this.#asked = undefined;
      return token || undefined;
    } catch (error) {
      if (isForgotten()) throw new ChatError('closed');
      // A request that hangs would keep the next one waiting, since browsers bound the connections to a server.
      question.abort(error);
      const pause = this.#pause;
      const failure = new ChatError('no_token', `tokenProvider failed: ${String(error)}`, pause / 1000);
      if (pause === firstPause) this.#onFailure(failure);
      this.#pause = Math.min(2 * pause, longestPause);
      setTimeout(() => {
        if (!isForgotten()) this.#asked = undefined;
      }, pause);
      throw failure;
    }
  }
}

/** The person of a JWT, unchecked. Undefined for any other token, which only the relay understands. */
function subjectOf(token: string): string | undefined {
  try {
    const payload = token.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? '';
    const bytes = Uint8Array.from(atob(payload), (byte) => byte.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const sub = typeof claims === 'object' && claims && 'sub' in claims ? claims.sub : undefined;
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    // `atob` or `JSON.parse` has failed: this is no JWT.
    return undefined;
  }
}
