import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { BoundedLogger } from '../bounded-logger.ts';
import { createRelay } from '../create-relay.ts';
import { watchDescriptors } from '../http/descriptor-watch.ts';
import { boundSockets, createOwnServer } from '../http/own-server.ts';
import { endOnUncaught, endProcess } from './end-process.ts';
import { listen, urlOf } from './listening.ts';
import { checkedOptions } from './options/checked-options.ts';
import type { Invocation } from './options/flags.ts';
import { UsageError } from './options/usage.ts';
import { startText } from './start-text.ts';
import { logWarnings, stderrLogger } from './stderr-logger.ts';

/** How long connections may take to close, in milliseconds, once everything is stored. */
const farewellTimeout = 1000;

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Starts a relay with a server of its own, which runs until a signal ends it. */
export async function serve({
  port,
  host,
  logLevel,
  blocklist: list,
  relay,
  names,
}: Invocation): Promise<void> {
  const options = { ...relay, ...(list !== undefined && { blocklist: await linesIn(list) }) };
  const settings = checkedOptions(options, names);
  const { limits, trustProxy } = settings;
  const server = createOwnServer();
  const unbounded = stderrLogger(logLevel ?? (process.stderr.isTTY ? 'warn' : 'info'));
  const logger = new BoundedLogger(unbounded);
  logWarnings(unbounded);
  let close = async (_reason: string): Promise<void> => {};
  endOnUncaught(unbounded, (reason) => close(reason));
  // Before a data folder is made, which a relay that cannot listen would leave behind.
  await listen(createServer(), port, host).then((probe) => probe.close());
  const running = await createRelay(server, { ...options, logger });
  // Without a drain: the state of the relay is unknown then.
  close = (reason) => running.close(reason, 0);
  boundSockets(server, limits, trustProxy, logger);
  try {
    await listen(server, port, host);
  } catch (error) {
    await running.close();
    throw error;
  }

  watchDescriptors(server, logger);

  const stop = (signal: NodeJS.Signals): void => {
    // A proxy would send its next request on one of these.
    server.closeIdleConnections();
    running.close(signal).then(
      () => {
        server.close();
        server.closeAllConnections();
        // A WebSocket whose other end no longer answers would take half a minute to close.
        setTimeout(() => process.exit(), farewellTimeout).unref();
      },
      // The relay has logged what could not be closed.
      endProcess,
    );
  };
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (!isStopping) {
      isStopping = true;
      stop(signal);
      return;
    }
    // The second one ends a drain. The third one has no listener, so it ends the process at once.
    for (const each of signals) process.off(each, onSignal);
    // `stop` waits for the same promise, and handles a failure.
    running.close(signal, 0).catch(() => {});
  };
  for (const each of signals) process.on(each, onSignal);

  // Last: a script that reads this line may stop the relay at once.
  const { port: actual } = server.address() as AddressInfo;
  const url = urlOf(host, actual, settings.path);
  const more = process.stdout.isTTY ? startText({ url, host }, settings) : '';
  process.stdout.write(`Relay listening on ${url}\n${more}`);
}

async function linesIn(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--blocklist ${file} cannot be read: ${reason}`, { cause });
  }
}
