import type { Sign } from './signing.ts';

/** How long a receiver may take to answer, in milliseconds. */
const answerTimeout = 10_000;

/** Tells the receiver something, once. @throws {Error} unless it was taken */
export type Call = (id: string, body: string, underway: AbortController) => Promise<void>;

export function caller(url: string, sign: Sign): Call {
  return async (id, body, underway) => {
    const tooLong = new Error(`no answer within ${answerTimeout / 1000} s`);
    const timer = setTimeout(() => underway.abort(tooLong), answerTimeout);
    const timestamp = Math.floor(Date.now() / 1000);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'realtime-chat-relay',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': sign(id, timestamp, body),
        },
        body,
        // It would carry what people say to where nobody has said that it may go.
        redirect: 'manual',
        signal: underway.signal,
      });
      const { ok, status } = response;
      // What it says beside that is of no use, and may have no end.
      await response.body?.cancel();
      if (!ok) throw new Error(`the receiver answered ${status}`);
    } finally {
      clearTimeout(timer);
    }
  };
}
