// Servers of a test's own, which end with it.
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
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Lets it drain. */
  stop(): Promise<void>;
  /** Starts another with the same port and the same data. */
  startAgain(): Promise<void>;
  /** Lets it stand still: its connections stay, and nothing on them is answered. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Puts entries into a room that nobody has entered yet. */
  import(room: string, entries: object[]): Promise<void>;
}

export interface ScriptedServer {
  url: string;
  /** The texts that it was asked to send, in the order of arrival. */
  heard(): Promise<string[]>;
  /** Has it say this to everyone. */
  say(event: string, ...words: unknown[]): Promise<void>;
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
  const itself = (): Pick<RunningRelay, 'id'> => {
    if (!running) throw new Error('The relay does not run');
    return running;
  };
  const relay = {
    url,
    port,
    pause: () => pauseRelay(itself()),
    resume: () => resumeRelay(itself()),
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

/** A relay that no test kills, stops or fills with entries. @returns its URL */
export async function localRelay(...args: string[]): Promise<string> {
  const relay = await startLocalRelay({ args });
  endings.add(() => stopLocalRelay(relay));
  return relay.url;
}

/** @returns the URL of a server that knows only the classic tutorial's `send` and `message` */
export async function tutorialServer(): Promise<string> {
  const server = await startTutorial();
  endings.add(() => stopTutorial(server));
  return server.url;
}

/** A server that says what no relay would, or at moments that a test chooses. */
export async function scriptedServer(script: Script): Promise<ScriptedServer> {
  const server = await startScripted(script);
  endings.add(() => stopScripted(server));
  return {
    url: server.url,
    heard: async () => (await heardBy(server)).map(({ message }) => message),
    say: (...words) => sayOn(server, ...words),
  };
}
