import { once } from 'node:events';
import { chmod, link, open, rename, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Logger } from '../logger.ts';

/** The longest path of a Unix domain socket that all systems take, in bytes. */
const longestPath = 100;

/** The lock of a folder. */
const socketName = 'relay.sock';

/** How long a relay that holds a folder has to say its name, in milliseconds. */
const answerPatience = 1000;

/** How often a stale lock is cleared away before the relay gives up. */
const most = 5;

/**
 * Keeps a data folder for one relay: two would tell each other's clients nothing. Importing and exporting do not ask.
 *
 * The lock is a Unix domain socket in the folder, on which the relay listens (on Windows a named pipe). The kernel ends it with the
 * process, so a lock that nobody answers is stale, whatever process ids say: after `kill -9`, with an id that was given again, and
 * between containers on one machine that share the folder. A file with an id or a time in it can tell none of that, and
 * `flock` is in no package whose binaries are there for all systems that LMDB's are for. Two machines that share a folder
 * over a network do not see each other; LMDB is not for such folders either.
 *
 * @returns how to give it back
 * @throws {Error} that names the process which has it
 */
export async function lockFolder(folder: string, logger: Logger): Promise<() => Promise<void>> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(JSON.stringify({ pid: process.pid, host: hostname() }));
  });
  server.on('error', () => {});
  server.unref();
  if (process.platform === 'win32') return pipeLock(server, resolve(folder));
  const directory = await open(folder);
  try {
    const base = shortened(folder, directory.fd);
    if (base === undefined) throw new Error('its path is too long for a socket');
    return await socketLock(server, folder, base);
  } catch (error) {
    server.close();
    if (error instanceof FolderInUse) throw error;
    // Some file systems hold no sockets.
    logger.warn(
      { code: 'folder_not_locked', err: error },
      'a second relay on this data folder would not be noticed',
    );
    return async () => {};
  } finally {
    await directory.close();
  }
}

class FolderInUse extends Error {
  constructor(owner: string, options?: ErrorOptions) {
    super(`${owner} has it. One folder is for one relay`, options);
  }
}

async function socketLock(server: Server, folder: string, base: string): Promise<() => Promise<void>> {
  const name = socketName;
  const own = `relay.${randomBytes(4).toString('hex')}.sock`;
  await once(server.listen(join(base, own)), 'listening');
  try {
    await chmod(join(folder, own), 0o600);
    for (let tries = 0; tries < most; tries++) {
      try {
        await link(join(folder, own), join(folder, name));
        const { ino } = await stat(join(folder, name));
        return async () => {
          const now = await stat(join(folder, name)).catch(() => undefined);
          if (now?.ino === ino) await rm(join(folder, name), { force: true });
          server.close();
        };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const known = await stat(join(folder, name)).catch(() => undefined);
      const owner = await ownerOf(join(base, name));
      if (owner !== undefined) throw new FolderInUse(owner);
      // Moved first: another relay may have cleared the stale one away meanwhile, and this may be its lock.
      const stale = join(folder, `${own}.stale`);
      await rename(join(folder, name), stale).catch(() => {});
      const moved = await stat(stale).catch(() => undefined);
      if (moved && moved.ino !== known?.ino) await link(stale, join(folder, name)).catch(() => {});
      await rm(stale, { force: true });
    }
    throw new FolderInUse('another relay');
  } finally {
    await rm(join(folder, own), { force: true });
  }
}

/** Whether a relay of this machine is at work on the folder. Where that cannot be found out, it is none. */
export async function isLocked(folder: string): Promise<boolean> {
  if (process.platform === 'win32') return (await ownerOf(pipeOf(resolve(folder)))) !== undefined;
  const directory = await open(folder);
  try {
    const base = shortened(folder, directory.fd);
    if (base === undefined) return false;
    const socket = connect(join(base, socketName));
    await once(socket, 'connect');
    socket.destroy();
    return true;
  } catch {
    return false;
  } finally {
    await directory.close();
  }
}

/** A pipe has no file, and cannot be stale. */
async function pipeLock(server: Server, folder: string): Promise<() => Promise<void>> {
  const path = pipeOf(folder);
  try {
    await once(server.listen(path), 'listening');
  } catch (error) {
    throw new FolderInUse((await ownerOf(path)) ?? 'another process', { cause: error });
  }
  return async () => void server.close();
}

function pipeOf(folder: string): string {
  return `\\\\.\\pipe\\realtime-chat-${createHash('sha256').update(folder.toLowerCase()).digest('hex')}`;
}

/** A path for the folder that a socket's path can begin with. */
function shortened(folder: string, descriptor: number): string | undefined {
  if (Buffer.byteLength(folder) + 30 <= longestPath) return folder;
  return process.platform === 'linux' ? `/proc/self/fd/${descriptor}` : undefined;
}

/** Who listens there; nothing, where nobody does. */
async function ownerOf(path: string): Promise<string | undefined> {
  const socket = connect(path);
  socket.setTimeout(answerPatience, () => socket.destroy());
  try {
    await once(socket, 'connect');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ECONNREFUSED' || code === 'ENOENT' ? undefined : 'another relay';
  }
  const said = await text(socket).catch(() => '');
  const { pid, host } = ownerFrom(said);
  if (pid === undefined) return 'another relay, which does not answer,';
  if (host !== hostname()) return `the relay of process ${pid} on ${host ?? 'another machine'}`;
  return pid === process.pid ? `a relay of this process (${pid})` : `the relay of process ${pid}`;
}

function ownerFrom(said: string): { pid?: number; host?: string } {
  try {
    const json: unknown = JSON.parse(said);
    if (typeof json !== 'object' || json === null) return {};
    return {
      ...('pid' in json && typeof json.pid === 'number' && { pid: json.pid }),
      ...('host' in json && typeof json.host === 'string' && { host: json.host }),
    };
  } catch {
    return {};
  }
}
