import { writeSync } from 'node:fs';
import pino, { type Logger } from 'pino';

/** A line waits for space in a full pipe: the length of one pause in milliseconds, and the greatest number of pauses. */
const pause = 10;
const mostPauses = 20;

/**
 * A logger on stderr. A write may fail: stderr may be a file on a full disk, or a pipe without a reader. Such an error
 * does not end the relay, and the line is dropped. pino's own destination throws some of these errors, and its
 * `flushSync` tries to write to a full disk for ever.
 */
export function stderrLogger(level: string): Logger {
  /** The end of a line that was written in part: without it, the next line would not be JSON. */
  let rest = Buffer.alloc(0);
  return pino(
    { level },
    {
      write(line: string) {
        rest = writeAll(rest);
        if (rest.length > 0) return;
        const bytes = Buffer.from(line);
        const left = writeAll(bytes);
        if (left.length < bytes.length) rest = left;
      },
    },
  );
}

/** @returns the bytes that could not be written */
function writeAll(bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  let left = bytes;
  let pauses = 0;
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(2, left));
    } catch (error) {
      const isFullPipe = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
      if (!isFullPipe || ++pauses > mostPauses) return left;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
  return left;
}

/** Writes Node's warnings about this process as lines of the log: Node itself would write them to stderr as plain text. */
export function logWarnings(logger: Logger): void {
  // Node's own listener prints the warnings.
  process.removeAllListeners('warning');
  const seen = new Set<string>();
  process.on('warning', (warning: Error & { code?: string }) => {
    // Node repeats some warnings for each object that they concern. Deprecations have one name, and a code each.
    const kind = warning.code ?? warning.name;
    if (seen.has(kind)) return;
    seen.add(kind);
    logger.warn({ code: 'node_warning', err: warning }, warning.message);
  });
}
