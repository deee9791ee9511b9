import { newCrowd, type RunningCrowd } from './crowd.ts';
import { type Kind, type MeasuredServer, startServer } from './servers.ts';

export interface Pair {
  kind: Kind;
  server: MeasuredServer;
  crowd: RunningCrowd;
}

/** Runs an act with a server of each kind and a crowd for each, which have not connected yet. They end with it. */
export async function together<T>(kinds: readonly Kind[], act: (pairs: Pair[]) => Promise<T>): Promise<T> {
  const pairs: Pair[] = [];
  try {
    for (const kind of kinds) {
      const server = await startServer(kind);
      pairs.push({ kind, server, crowd: newCrowd() });
    }
    return await act(pairs);
  } finally {
    await Promise.all(pairs.flatMap(({ server, crowd }) => [crowd.end(), server.end()]));
  }
}
