// Servers of a test's own, which end with it.
import {
  killRelay,
  startRelay,
  startTutorial,
  stopRelay,
  stopTutorial,
  type RunningRelay,
} from '../../support/commands.ts';

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
}

export async function ownRelay(options: { port?: number; args?: string[] } = {}): Promise<OwnRelay> {
  const { url, port, data, ...first } = await startRelay(options);
  let running: Pick<RunningRelay, 'id'> | undefined = first;
  const end = async (how: typeof killRelay): Promise<void> => {
    if (running) await how(running);
    running = undefined;
  };
  const relay = {
    url,
    port,
    kill: () => end(killRelay),
    stop: () => end(stopRelay),
    async startAgain() {
      running = await startRelay({ ...options, port, data });
    },
  };
  endings.add(relay.kill);
  return relay;
}

/** @returns the URL of a server that knows only the classic tutorial's `send` and `message` */
export async function tutorialServer(): Promise<string> {
  const server = await startTutorial();
  endings.add(() => stopTutorial(server));
  return server.url;
}

/** @returns a port at which nothing answers */
export async function freePort(): Promise<number> {
  const relay = await startRelay();
  await killRelay(relay);
  return relay.port;
}
