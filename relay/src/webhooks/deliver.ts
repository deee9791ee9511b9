import { Webhook } from 'standardwebhooks';

/** The time that a receiver has to answer, in milliseconds. */
const answerTimeout = 10_000;

/** Posts one delivery to the receiver, once. @throws {Error} unless the receiver accepts it */
export type Deliver = (id: string, body: string, controller: AbortController) => Promise<void>;

/** @param secret signs each delivery, so that the receiver can verify that the relay sent it */
export function createDeliver(url: string, secret: string): Deliver {
  const webhook = new Webhook(secret);
  return async (id, body, controller) => {
    const tooLong = new Error(`no answer within ${answerTimeout / 1000} s`);
    const timer = setTimeout(() => controller.abort(tooLong), answerTimeout);
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
        // A redirect would carry messages to an address that the operator has not configured.
        redirect: 'manual',
        signal: controller.signal,
      });
      const { ok, status } = response;
      // The body is not needed, and may be endless.
      await response.body?.cancel();
      if (!ok) throw new Error(`the receiver answered ${status}`);
    } finally {
      clearTimeout(timer);
    }
  };
}
