/**
 * The query of a request as Engine.IO reads it: parsed as a URL, so that it ends at a `#`, and decoded. Engine.IO uses the
 * last value of a repeated key. Any other reading would let a client show the relay one session and Engine.IO another.
 *
 * @returns no parameters if the URL is invalid
 */
export function engineQueryOf(url: string): Partial<Record<string, string>> {
  const base = 'https://socket.io';
  return URL.canParse(url, base) ? Object.fromEntries(new URL(url, base).searchParams) : {};
}
