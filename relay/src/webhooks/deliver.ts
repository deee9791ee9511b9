import { Webhook } from 'standardwebhooks';

/** How long a receiver may take to answer, in milliseconds. */
const answerTimeout = 10_000;

/** Tells the receiver something, once. @throws {Error} unless it was taken */
export type Call = (id: string, body: string, underway: AbortController) => Promise<void>;

/** @param secret of the signatures, by which the receiver knows that the relay calls */
export function caller(url: string, secret: string): Call {
  const webhook = new Webhook(secret);
  return async (id, body, underway) => {
    const tooLong = new Error(`no answer within ${answerTimeout / 1000} s`);
    const timer = setTimeout(() => underway.abort(tooLong), answerTimeout);
    const now = new Date();
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'realtime-chat-relay',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': webhook.sign(id, now, body),
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
