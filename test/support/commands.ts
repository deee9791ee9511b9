// What a test in a browser can ask of the test runner: real relays that it may stop, kill and start again.
import { executeServerCommand } from '@web/test-runner-commands';

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
  options: { port?: number; data?: string; args?: string[] } = {},
): Promise<RunningRelay> {
  return executeServerCommand('relay:start', options);
}

/** Lets it drain; resolves when the process is gone. */
export function stopRelay({ id }: { id: string }): Promise<void> {
  return executeServerCommand('relay:stop', { id });
}

/** Ends it as a crash would (SIGKILL); resolves when the process is gone. */
export function killRelay({ id }: { id: string }): Promise<void> {
  return executeServerCommand('relay:kill', { id });
}

/** Starts a server that knows only the classic tutorial's `send` and `message`. */
export function startTutorial(options: { port?: number } = {}): Promise<RunningServer> {
  return executeServerCommand('tutorial:start', options);
}

export function stopTutorial({ id }: { id: string }): Promise<void> {
  return executeServerCommand('tutorial:stop', { id });
}
