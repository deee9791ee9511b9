/**
 * The query of a request as Engine.IO reads it: parsed as a URL, so that it ends at a `#`, and decoded. Engine.IO uses the
 * last value of a repeated key. Any other reading would let a client show the relay one session and Engine.IO another.
 *
 * @returns no parameters if the URL is invalid
 */
export function engineQueryOf(url: string): EngineQuery {
  if (url !== last.url) last = { url, query: parsed(url) };
  return last.query;
}

type EngineQuery = Readonly<Partial<Record<string, string>>>;

/** A handshake is asked about several times, and the WebSockets of all clients have the same URL. */
let last: { url: string; query: EngineQuery } = { url: '', query: {} };

function parsed(url: string): EngineQuery {
  const base = 'https://socket.io';
  return URL.canParse(url, base) ? Object.fromEntries(new URL(url, base).searchParams) : {};
}
