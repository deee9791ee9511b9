/** The identity token of a room, from the page's options `token` and `tokenProvider`. */
export class TokenSource {
  #token: string | undefined;
  #provider: (() => Promise<string>) | undefined;
  /** Whether the provider gave the token for this attempt to connect, so that another token would be no better. */
  #isFresh = false;

  constructor(token: string | undefined, provider: (() => Promise<string>) | undefined) {
    this.#token = token;
    this.#provider = provider;
  }

  /** The token for a handshake. The provider is asked only if there is none. */
  async forHandshake(): Promise<string | undefined> {
    this.#isFresh = !this.#token;
    return (this.#token ||= await this.#provider?.());
  }

  /** Asks the provider for another token, because the relay says that the present one has expired. */
  async renew(): Promise<string | undefined> {
    return (this.#token = await this.#provider?.());
  }

  /** The relay has accepted the token. */
  accepted(): void {
    this.#isFresh = false;
  }

  /** The relay has refused the token. @returns whether the next attempt will use another one. */
  refused(): boolean {
    if (!this.#provider || this.#isFresh) return false;
    this.#token = undefined;
    return true;
  }
}
