import { once } from 'node:events';
import { chmod, link, open, rename, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Logger } from '../../logger.ts';

/** The longest path of a Unix domain socket that all systems take, in bytes. */
const longestPath = 100;

/** The lock of a folder. */
const socketName = 'relay.sock';

/** How long the process that has locked a folder may take to identify itself, in milliseconds. */
const answerPatience = 1000;

/** How many times a stale lock is removed before the relay gives up. */
const most = 5;

/** Distinguishes this process from one with the same process id in another container. */
const instance = randomBytes(8).toString('hex');

/** The owner of the lock on a folder. */
export type Purpose = (typeof purposes)[number];

const purposes = ['relay', 'compaction', 'migration'] as const;

/** A folder that this process has locked. */
export interface FolderLock {
  /** Whether other processes notice the lock. On a file system without sockets they do not. */
  isNoticed: boolean;
  release: () => Promise<void>;
}

/**
 * Keeps a data folder for one relay, compaction or migration: two relays would not send each other's entries to their
 * clients. Import and export take no lock; they only read its purpose.
 *
 * The lock is a Unix domain socket in the folder, on which the relay listens (on Windows a named pipe). The kernel closes it
 * when the process ends, so a lock without an answer is stale, whatever the process ids are. This holds after `kill -9`,
 * with a reused id, and between containers on one machine that share the folder. A file with an id or a time cannot show
 * this. No package provides `flock` for all systems on which LMDB runs. Two machines that share a folder over a network do
 * not see each other; LMDB is not for such folders either.
 *
 * @throws {Error} if the folder is locked; the message names the process
 */
export async function lockFolder(
  folder: string,
  logger: Logger,
  purpose: Purpose = 'relay',
): Promise<FolderLock> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(JSON.stringify({ pid: process.pid, host: hostname(), instance, purpose }));
  });
  server.on('error', () => {});
  server.unref();
  if (process.platform === 'win32') {
    return { isNoticed: true, release: await pipeLock(server, resolve(folder), purpose) };
  }
  const directory = await open(folder);
  try {
    const base = shortened(folder, directory.fd);
    if (base === undefined) throw new Error('its path is too long for a socket');
    return { isNoticed: true, release: await socketLock(server, folder, base, purpose) };
  } catch (error) {
    server.close();
    if (error instanceof FolderInUse) throw error;
    // Some file systems do not support sockets.
    logger.warn(
      { code: 'folder_not_locked', err: error },
      'a second relay on this data folder would not be noticed',
    );
    return { isNoticed: false, release: async () => {} };
  } finally {
    await directory.close();
  }
}

class FolderInUse extends Error {
  constructor(owner: Owner | undefined, purpose: Purpose, options?: ErrorOptions) {
    const advice =
      purpose !== 'relay'
        ? ': stop it first'
        : isCommand(owner)
          ? '. Start the relay when it is done'
          : '. One folder is for one relay';
    super(`${nameOf(owner)} has it${advice}`, options);
  }
}

async function socketLock(
  server: Server,
  folder: string,
  base: string,
  purpose: Purpose,
): Promise<() => Promise<void>> {
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
      if (owner !== undefined) throw new FolderInUse(owner, purpose);
      // The file is moved first: another relay may have removed the stale lock meanwhile, and this may be its new one.
      const stale = join(folder, `${own}.stale`);
      await rename(join(folder, name), stale).catch(() => {});
      const moved = await stat(stale).catch(() => undefined);
      if (moved && moved.ino !== known?.ino) await link(stale, join(folder, name)).catch(() => {});
      await rm(stale, { force: true });
    }
    throw new FolderInUse(undefined, purpose);
  } finally {
    await rm(join(folder, own), { force: true });
  }
}

/**
 * The purpose for which a process of this machine has locked the folder. Undefined if no process has, or if it is unknown.
 */
export async function lockOwner(folder: string): Promise<Owner | undefined> {
  if (process.platform === 'win32') return ownerOf(pipeOf(resolve(folder)));
  const directory = await open(folder);
  try {
    const base = shortened(folder, directory.fd);
    return base === undefined ? undefined : await ownerOf(join(base, socketName));
  } finally {
    await directory.close();
  }
}

/** A pipe has no file, and cannot be stale. */
async function pipeLock(server: Server, folder: string, purpose: Purpose): Promise<() => Promise<void>> {
  const path = pipeOf(folder);
  try {
    await once(server.listen(path), 'listening');
  } catch (error) {
    throw new FolderInUse(await ownerOf(path), purpose, { cause: error });
  }
  return async () => void server.close();
}

function pipeOf(folder: string): string {
  return `\\\\.\\pipe\\realtime-chat-${createHash('sha256').update(folder.toLowerCase()).digest('hex')}`;
}

/** The folder as the beginning of a socket's path; undefined if it is too long and cannot be shortened. */
function shortened(folder: string, descriptor: number): string | undefined {
  if (Buffer.byteLength(folder) + 30 <= longestPath) return folder;
  return process.platform === 'linux' ? `/proc/self/fd/${descriptor}` : undefined;
}

/** The process that has locked a folder, if it identifies itself. */
export interface Owner {
  purpose: Purpose;
  pid?: number;
  host?: string;
  instance?: string;
}

/** The owner of the lock; undefined if no process listens. */
async function ownerOf(path: string): Promise<Owner | undefined> {
  const socket = connect(path);
  socket.setTimeout(answerPatience, () => socket.destroy());
  try {
    await once(socket, 'connect');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ECONNREFUSED' || code === 'ENOENT' ? undefined : { purpose: 'relay' };
  }
  return ownerFrom(await text(socket).catch(() => ''));
}

/** Whether a command has the lock that may change the whole store: nothing else opens the store meanwhile. */
export function isCommand(owner: Owner | undefined): owner is Owner {
  return owner !== undefined && owner.purpose !== 'relay';
}

/** The owner as words for an error message. */
export function nameOf({ purpose, pid, host, instance: other }: Owner = { purpose: 'relay' }): string {
  if (pid === undefined) return `another ${purpose}, which does not answer,`;
  if (host !== hostname()) return `the ${purpose} of process ${pid} on ${host ?? 'another machine'}`;
  if (other === instance) return `a ${purpose} of this process (${pid})`;
  return `the ${purpose} of process ${pid}${pid === process.pid ? ' in another container' : ''}`;
}

function ownerFrom(said: string): Owner {
  try {
    const json: unknown = JSON.parse(said);
    if (typeof json !== 'object' || json === null) return { purpose: 'relay' };
    return {
      purpose: purposes.find((each) => 'purpose' in json && json.purpose === each) ?? 'relay',
      ...('pid' in json && typeof json.pid === 'number' && { pid: json.pid }),
      ...('host' in json && typeof json.host === 'string' && { host: json.host }),
      ...('instance' in json && typeof json.instance === 'string' && { instance: json.instance }),
    };
  } catch {
    return { purpose: 'relay' };
  }
}
