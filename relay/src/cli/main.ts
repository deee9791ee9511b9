#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { exportRoom, importRoom, linesOf, textOf } from './archive.ts';
import { checkedOptions } from './checked-options.ts';
import { watchDescriptors } from '../http/descriptor-watch.ts';
import { endOnUncaught, endProcess } from './end-process.ts';
import { type Command, type Invocation, parseInvocation } from './flags.ts';
import { listen, urlOf } from './listening.ts';
import { boundSockets, createOwnServer } from '../http/own-server.ts';
import { roomLines, roomTable } from './rooms.ts';
import { logWarnings, stderrLogger } from './stderr-logger.ts';
import { usage, UsageError } from './usage.ts';
import { BoundedLogger } from '../bounded-logger.ts';
import { relayVersion } from '../lifecycle-log.ts';
import { compact, openLog, openReader } from '../log/open-log.ts';
import type { RoomReader } from '../log/log.ts';
import { createRelay } from '../create-relay.ts';

/** How long connections may take to close, in milliseconds, once everything is stored. */
const farewellTimeout = 1000;

try {
  const invocation = parseInvocation(process.argv.slice(2), process.env);
  if (invocation.help) process.stdout.write(usage());
  else if (invocation.version) process.stdout.write(`${relayVersion()}\n`);
  else if (invocation.command) await obey(invocation.command, invocation);
  else await run(invocation);
} catch (error) {
  process.stderr.write(`realtime-chat-relay: ${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write('Try --help.\n');
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function run({ port, host, logLevel, blocklist: list, relay, names }: Invocation): Promise<void> {
  const options = { ...relay, ...(list !== undefined && { blocklist: await linesIn(list) }) };
  const { limits, trustProxy } = checkedOptions(options, names);
  const server = createOwnServer();
  const unbounded = stderrLogger(logLevel);
  const logger = new BoundedLogger(unbounded);
  logWarnings(unbounded);
  let close = async (_reason: string): Promise<void> => {};
  endOnUncaught(unbounded, (reason) => close(reason));
  // Before a data folder is made, which a relay that cannot listen would leave behind.
  await listen(createServer(), port, host).then((probe) => probe.close());
  const running = await createRelay(server, { ...options, logger });
  close = (reason) => running.close(reason);
  boundSockets(server, limits, trustProxy, logger);
  try {
    await listen(server, port, host);
  } catch (error) {
    await running.close();
    throw error;
  }

  watchDescriptors(server, logger);

  const stop = (signal: NodeJS.Signals): void => {
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
  process.once('SIGTERM', stop).once('SIGINT', stop).once('SIGHUP', stop);

  // Last: a script that reads this line may stop the relay at once.
  const { port: actual } = server.address() as AddressInfo;
  process.stdout.write(`Relay listening on ${urlOf(host, actual)}\n`);
}

async function linesIn(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--blocklist ${file} cannot be read: ${reason}`, { cause });
  }
}

/** Does what is asked of the data folder, in place of relaying. */
async function obey(command: Command, { relay, names }: Invocation): Promise<void> {
  const { data } = checkedOptions(relay, names);
  switch (command.action) {
    case 'export':
      return write(data, (log) => exportRoom(log, command.room));
    case 'rooms':
      return write(data, process.stdout.isTTY ? roomTable : roomLines);
    case 'import':
      return read(data, command.room);
    case 'compact':
      return shrink(data, command.to);
  }
}

async function shrink(data: string, to: string | undefined): Promise<void> {
  const { before, after } = await compact(data, to);
  const sizes = `${(before / 1e6).toFixed(1)} MB before, ${(after / 1e6).toFixed(1)} MB now`;
  process.stderr.write(`Compacted ${data}${to === undefined ? '' : ` into ${to}`}: ${sizes}\n`);
}

/** Writes to stdout. */
async function write(data: string, lines: (log: RoomReader) => AsyncIterable<string>): Promise<void> {
  const log = await openReader(data);
  try {
    await pipeline(lines(log), process.stdout).catch(passOverClosedPipe);
  } finally {
    await log.close();
  }
}

/** Reads a room from stdin. */
async function read(data: string, room: string): Promise<void> {
  const log = await openLog(data);
  try {
    const count = await importRoom(log, room, linesOf(textOf(process.stdin)));
    process.stderr.write(`Imported ${count} ${count === 1 ? 'entry' : 'entries'} into ${room}\n`);
  } finally {
    await log.close();
  }
}

/** The reader of the lines may have had enough of them, as `head` has. */
function passOverClosedPipe(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
}
