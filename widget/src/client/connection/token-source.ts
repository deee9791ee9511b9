import { ChatError } from '../chat-error.js';
import { within } from './within.js';

/** The pause after a failure of the provider, in milliseconds. Each further failure doubles it, up to `longestPause`. */
const firstPause = 1000;
const longestPause = 60_000;
/** If the provider takes longer than this, in milliseconds, it has failed. The relay waits as long for a renewed token. */
const providerTimeout = 15_000;

/**
 * Fetches an identity token. An empty token means a guest. The signal is aborted after 15 seconds, and when the room is left:
 * then the token is not needed any more.
 */
export type TokenProvider = (request: { signal: AbortSignal }) => Promise<string>;

/** Gets the identity token of a room from the options `token` and `tokenProvider`. Loaded only for rooms with one of them. */
export class TokenSource {
  #token: string | undefined;
  #provider: TokenProvider | undefined;
  #onFailure: (error: ChatError) => void;
  /** Whether the provider returned the token for this attempt to connect. Then another token would be no better. */
  #isFresh = false;
  /** The provider's answer, while it is pending, and during the pause after a failure. */
  #answer: Promise<string | undefined> | undefined;
  #pause = firstPause;
  /** Aborts the last request to the provider. */
  #request: AbortController | undefined;

  /** @param onFailure called with the first of several failures of the provider in a row */
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
   * Returns the token for a handshake. Calls the provider only if there is no token yet.
   *
   * @throws {ChatError} `no_token`, with the time after which the provider may be called again
   */
  async forHandshake(): Promise<string | undefined> {
    if (this.#token) return this.#token;
    const token = await this.#requestToken();
    this.#isFresh = true;
    return (this.#token = token);
  }

  /** Gets another token from the provider, because the relay reports that the present one has expired. */
  async renew(): Promise<string | undefined> {
    return (this.#token = await this.#requestToken());
  }

  /** The person that the token claims, if it is a JWT. */
  get subject(): string | undefined {
    return this.#token ? subjectOf(this.#token) : undefined;
  }

  /** Notes that the relay has accepted the token. */
  accepted(): void {
    this.#isFresh = false;
  }

  /**
   * Forgets the provider's token, and aborts its request. Called when the room is left on purpose: before the next connection,
   * the person may have signed in or out, and a late answer may belong to the previous person.
   */
  forget(): void {
    if (!this.#provider) return;
    this.#request?.abort();
    this.#request = this.#answer = this.#token = undefined;
  }

  /** Forgets a token that the relay has refused. @returns whether another token of the provider may be accepted */
  refused(): boolean {
    if (!this.#provider) return false;
    const mayHaveBetter = !this.#isFresh;
    this.#isFresh = false;
    this.#token = undefined;
    return mayHaveBetter;
  }

  /**
   * Requests a token from the provider. Calls share one answer: the token is needed before there is a connection, and again
   * for the handshake. In the pause after a failure, calls get that failure.
   */
  #requestToken(): Promise<string | undefined> {
    return (this.#answer ??= this.#callProvider());
  }

  async #callProvider(): Promise<string | undefined> {
    const request = (this.#request = new AbortController());
    const isForgotten = (): boolean => this.#request !== request;
    try {
      const { signal } = request;
      const token: unknown = this.#provider && (await within(providerTimeout, this.#provider({ signal })));
      if (isForgotten()) throw new ChatError('closed');
      // A person who is signed out has no token.
      if (token != null && typeof token !== 'string') throw new Error('the token is not a string');
      this.#pause = firstPause;
      this.#answer = undefined;
      return token || undefined;
    } catch (error) {
      if (isForgotten()) throw new ChatError('closed');
      // A request that hangs would delay the next one, since browsers limit the connections to a server.
      request.abort(error);
      const pause = this.#pause;
      const failure = new ChatError('no_token', `tokenProvider failed: ${String(error)}`, pause / 1000);
      if (pause === firstPause) this.#onFailure(failure);
      this.#pause = Math.min(2 * pause, longestPause);
      setTimeout(() => {
        if (!isForgotten()) this.#answer = undefined;
      }, pause);
      throw failure;
    }
  }
}

/** Returns the `sub` of a JWT, without verifying it. Undefined for any other token, which only the relay understands. */
function subjectOf(token: string): string | undefined {
  try {
    const payload = token.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? '';
    const bytes = Uint8Array.from(atob(payload), (byte) => byte.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const sub = typeof claims === 'object' && claims && 'sub' in claims ? claims.sub : undefined;
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    // `atob` or `JSON.parse` has failed, so the token is not a JWT.
    return undefined;
  }
}
