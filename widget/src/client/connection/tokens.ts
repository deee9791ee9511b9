import { ChatError } from '../chat-error.js';
import { lazy } from './lazy.js';
import type { TokenProvider, TokenSource } from './token-source.js';

interface Module {
  TokenSource: typeof TokenSource;
}

const loadModule = lazy(() => import('./token-source.js'));
let loaded: Module | undefined;

/** The delay of another attempt after a failed download of the module, in seconds. */
const retryAfter = 3;

/** Loads the module for tokens if the page has set a token or a provider. Guests do not need it. */
export class Tokens {
  /** Undefined for guests, and until the module is loaded. */
  source: TokenSource | undefined;
  #create: ((module: Module) => TokenSource) | undefined;

  constructor(
    token: string | undefined,
    provider: TokenProvider | undefined,
    onFailure: (error: ChatError) => void,
  ) {
    if (token || provider) this.#create = ({ TokenSource }) => new TokenSource(token, provider, onFailure);
    // The person is known at once if the module is loaded. So a page that renews the token while somebody types resets nothing.
    if (loaded) this.source = this.#create?.(loaded);
  }

  /** @throws {ChatError} `no_token` if the module cannot be downloaded now */
  async load(): Promise<TokenSource | undefined> {
    if (!this.#create) return undefined;
    loaded ??= await loadModule();
    if (!loaded) throw new ChatError('no_token', 'the code for tokens could not be loaded', retryAfter);
    return (this.source ??= this.#create(loaded));
  }
}
