// Servers for a single test, which are ended after it.
import {
  heardBy,
  importRoom,
  killRelay,
  pauseRelay,
  resumeRelay,
  sayOn,
  startLocalRelay,
  startRelay,
  startScripted,
  startTutorial,
  stopLocalRelay,
  stopRelay,
  stopScripted,
  stopTutorial,
  type RunningRelay,
} from '../../support/commands.ts';
import type { Script } from '../../support/scripted-server.mjs';

const endings = new Set<() => Promise<void>>();

afterEach(async () => {
  await Promise.all([...endings].map((end) => end()));
  endings.clear();
});

export interface OwnRelay {
  url: string;
  port: number;
  /** Ends the relay without a shutdown, as a crash would. */
  kill(): Promise<void>;
  /** Ends the relay by an orderly shutdown. */
  stop(): Promise<void>;
  /** Starts a relay with the same port and the same data. */
  startAgain(): Promise<void>;
  /** Suspends the process of the relay: its connections stay open, but it answers nothing. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Imports entries into a room that nobody has entered yet. */
  import(room: string, entries: object[]): Promise<void>;
}

export interface ScriptedServer {
  url: string;
  /** Returns the texts that clients asked the server to send, in the order of arrival. */
  heard(): Promise<string[]>;
  /** Sends an event to all clients. */
  say(event: string, ...args: unknown[]): Promise<void>;
}

export async function ownRelay(
  options: { port?: number; args?: string[]; limits?: string } = {},
): Promise<OwnRelay> {
  const { url, port, data, ...first } = await startRelay(options);
  let running: Pick<RunningRelay, 'id'> | undefined = first;
  const end = async (how: typeof killRelay): Promise<void> => {
    if (running) await how(running);
    running = undefined;
  };
  const assertRunning = (): Pick<RunningRelay, 'id'> => {
    if (!running) throw new Error('the relay is not running');
    return running;
  };
  const relay = {
    url,
    port,
    pause: () => pauseRelay(assertRunning()),
    resume: () => resumeRelay(assertRunning()),
    import: (room: string, entries: object[]) => importRoom({ data, room, entries }),
    kill: () => end(killRelay),
    stop: () => end(stopRelay),
    async startAgain() {
      running = await startRelay({ ...options, port, data });
    },
  };
  endings.add(relay.kill);
  return relay;
}

/** Starts a relay that the test cannot kill, stop or fill with entries: it has no process of its own. @returns its URL */
export function localRelay(...args: string[]): Promise<string> {
  return keepLocal({ args });
}

/** The same, with a folder for the files of messages. @returns its URL */
export function localRelayWithFiles(...args: string[]): Promise<string> {
  return keepLocal({ args, files: true });
}

async function keepLocal(options: { args: string[]; files?: boolean }): Promise<string> {
  const relay = await startLocalRelay(options);
  endings.add(() => stopLocalRelay(relay));
  return relay.url;
}

/** Starts a server that knows only `send` and `message` of the classic tutorial. @returns its URL */
export async function tutorialServer(): Promise<string> {
  const server = await startTutorial();
  endings.add(() => stopTutorial(server));
  return server.url;
}

/** Starts a server that sends frames that no relay would send, or at moments that the test chooses. */
export async function scriptedServer(script: Script): Promise<ScriptedServer> {
  const server = await startScripted(script);
  endings.add(() => stopScripted(server));
  return {
    url: server.url,
    heard: async () => (await heardBy(server)).map(({ message }) => message),
    say: (...args) => sayOn(server, ...args),
  };
}
