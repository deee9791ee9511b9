/**
 * Waits for a promise, for a limited time.
 *
 * @param milliseconds the longest time to wait
 * @throws {DOMException} `TimeoutError` if it takes longer, or whatever the promise is rejected with
 */
export function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, milliseconds, new DOMException('no answer', 'TimeoutError'));
    promise.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}
