import { ChatError } from '../chat-error.js';
import { lazy } from './lazy.js';
import type { TokenProvider, TokenSource } from './token-source.js';

interface Code {
  TokenSource: typeof TokenSource;
}

const loadCode = lazy(() => import('./token-source.js'));
let code: Code | undefined;

/** After a failed download of the code, the next try comes after so many seconds. */
const retryAfter = 3;

/** Loads the code for tokens, if the page gives a token or a provider. Guests do without it. */
export class Tokens {
  /** Undefined for guests, and until the code is loaded. */
  source: TokenSource | undefined;
  #create: ((code: Code) => TokenSource) | undefined;

  constructor(
    token: string | undefined,
    provider: TokenProvider | undefined,
    onFailure: (error: ChatError) => void,
  ) {
    if (token || provider) this.#create = ({ TokenSource }) => new TokenSource(token, provider, onFailure);
    // With the code at hand, the person is known at once: a page may renew its token while somebody types.
    if (code) this.source = this.#create?.(code);
  }

  /** @throws {ChatError} `no_token` if the code cannot be downloaded now */
  async load(): Promise<TokenSource | undefined> {
    if (!this.#create) return undefined;
    code ??= await loadCode();
    if (!code) throw new ChatError('no_token', 'the code for tokens could not be loaded', retryAfter);
    return (this.source ??= this.#create(code));
  }
}
