// What a test in a browser can ask of the test runner: real relays that it may stop, kill and start again.
import { executeServerCommand } from '@web/test-runner-commands';
import type { Script } from './scripted-server.mjs';

declare global {
  interface Window {
    /** A relay in memory that all tests of a run share; use a room of your own. */
    relayUrl: string;
  }
}

export interface RunningServer {
  id: string;
  url: string;
  port: number;
}

export interface RunningRelay extends RunningServer {
  data: string;
}

/** Starts a relay in its own process; a free port and a temporary folder unless told otherwise. */
export function startRelay(
  options: { port?: number; data?: string; args?: string[]; limits?: string } = {},
): Promise<RunningRelay> {
  return executeServerCommand('relay:start', options);
}

/** Starts a relay in the test runner's process: within milliseconds, but nothing can kill it. In memory. */
export function startLocalRelay(options: { args?: string[]; files?: boolean } = {}): Promise<RunningServer> {
  return executeServerCommand('relay:local', options);
}

/** Closes it, and all connections to it. */
export function stopLocalRelay({ id }: { id: string }): Promise<void> {
  return executeServerCommand('relay:stop', { id });
}

/** @returns a port at which nothing answers */
export function freePort(): Promise<number> {
  return executeServerCommand('port:free');
}

/** Lets it drain; resolves when the process is gone. */
export function stopRelay({ id }: { id: string }): Promise<void> {
  return executeServerCommand('relay:stop', { id });
}

/** Ends it as a crash would (SIGKILL); resolves when the process is gone. */
export function killRelay({ id }: { id: string }): Promise<void> {
  return executeServerCommand('relay:kill', { id });
}

/** Lets it stand still (SIGSTOP): its connections stay, and nothing on them is answered. */
export function pauseRelay({ id }: { id: string }): Promise<void> {
  return executeServerCommand('relay:pause', { id });
}

/** Lets it go on. */
export function resumeRelay({ id }: { id: string }): Promise<void> {
  return executeServerCommand('relay:resume', { id });
}

/** Puts entries into a room of the data in this folder, by the relay's own command. */
export function importRoom(what: { data: string; room: string; entries: object[] }): Promise<void> {
  return executeServerCommand('relay:import', what);
}

/** Erases a person by the API of a relay with this key, as only a server may. @returns the status of the answer */
export function erasePerson(what: { url: string; key: string; person: string }): Promise<number> {
  return executeServerCommand('relay:erase', what);
}

/** Starts a server that says what it is told to say. */
export function startScripted(script: Script): Promise<RunningServer> {
  return executeServerCommand('scripted:start', script);
}

/** @returns all that it was asked to send, in the order of arrival. */
export function heardBy({ id }: { id: string }): Promise<{ id: string; message: string }[]> {
  return executeServerCommand('scripted:heard', { id });
}

/** Has it say this to everyone. */
export function sayOn({ id }: { id: string }, ...words: [event: string, ...words: unknown[]]): Promise<void> {
  return executeServerCommand('scripted:say', { id, words });
}

export function stopScripted({ id }: { id: string }): Promise<void> {
  return executeServerCommand('scripted:stop', { id });
}

/** Starts a server that knows only the classic tutorial's `send` and `message`. */
export function startTutorial(options: { port?: number } = {}): Promise<RunningServer> {
  return executeServerCommand('tutorial:start', options);
}

export function stopTutorial({ id }: { id: string }): Promise<void> {
  return executeServerCommand('tutorial:stop', { id });
}
