import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { openToOthers } from '../../log/folder/folder-permissions.ts';
import { lockOwner, nameOf } from '../../log/folder/folder-lock.ts';
import { folderProblem } from '../../log/folder/make-folder.ts';
import { inMemory } from '../../log/open-log.ts';
import { fail, type Finding, ok, warn } from './finding.ts';

/** A flush takes a disk a few milliseconds. A message waits for one, and is not delivered before. */
const slowFlush = 100;

/** Below this number of free bytes, the store may be unable to grow by its next step. */
const leastFree = 64 * 2 ** 20;
const comfortablyFree = 2 ** 30;

/** File systems by the number in `statfs` of Linux. LMDB maps its file into memory, which needs a disk of this machine. */
const ofNetwork = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
]);
const inMemoryOnly = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
]);
const overlay = 0x794c7630;

/** Checks the folder for rooms and secrets. Writes one small file to it, and removes this file. */
export async function* checkDataFolder(data: string): AsyncGenerator<Finding> {
  if (data === inMemory) {
    yield warn(
      'data',
      'Messages are kept in memory alone, and are lost when the relay ends.',
      'name a folder by --data /var/lib/realtime-chat',
    );
    return;
  }
  const folder = resolve(data);
  const writable = await writing(folder);
  yield writable;
  const present = existsSync(folder) ? folder : dirname(folder);
  if (!existsSync(present)) return;
  if (present === folder && writable.result !== 'fail') {
    yield* await account(folder);
    yield await permissions(folder);
    yield await lock(folder);
  }
  const { bavail, bsize, type } = await statfs(present);
  const store = await stat(join(folder, 'data.mdb')).catch(() => undefined);
  yield freeDisk(bavail * bsize, store?.size ?? 0);
  if (process.platform === 'linux') yield fileSystem(type >>> 0);
}

async function writing(folder: string): Promise<Finding> {
  if (!existsSync(folder)) return missing(folder);
  if (!(await stat(folder)).isDirectory()) {
    return fail('data', `${folder} is not a folder.`, 'name a folder by --data');
  }
  try {
    const took = await flushTime(folder);
    const sentence = `${folder} can be written to; a flush took ${took.toFixed(took < 10 ? 1 : 0)} ms.`;
    if (took < slowFlush) return ok('data', sentence);
    return warn(
      'data',
      `${sentence} Each message waits for one.`,
      'name a folder on a faster disk by --data',
    );
  } catch (error) {
    const reason = folderProblem(error, folder, 'written to');
    return fail(
      'data',
      `${folder}: ${reason}.`,
      `make it writable for the relay’s account, or name another by --data`,
    );
  }
}

/** The relay makes the folder, and not the folder around it: that would hide a mistyped path. */
async function missing(folder: string): Promise<Finding> {
  const parent = dirname(folder);
  const change = `install -d -m 700 -o ACCOUNT ${folder}, with the relay’s account`;
  if (!existsSync(parent)) {
    return fail('data', `${folder} does not exist, and neither does ${parent}.`, change);
  }
  try {
    await flushTime(parent);
    return ok('data', `${folder} does not exist yet; the relay makes it.`);
  } catch (error) {
    return fail('data', `${folder} does not exist: ${folderProblem(error, folder, 'made')}.`, change);
  }
}

/** How many flushes are measured. The quickest tells about the disk; others may have waited for other programs. */
const flushes = 3;

/** Writes a file, flushes it and removes it. @returns the time of a flush in milliseconds */
async function flushTime(folder: string): Promise<number> {
  const path = join(folder, `doctor.${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      const times: number[] = [];
      while (times.length < flushes) {
        await file.write('written by realtime-chat-relay doctor\n');
        const began = performance.now();
        await file.sync();
        times.push(performance.now() - began);
      }
      return Math.min(...times);
    } finally {
      await file.close();
    }
  } finally {
    await rm(path, { force: true });
  }
}

/** Root may write anywhere, so its check of the folder tells nothing about the relay’s account. */
async function account(folder: string): Promise<Finding[]> {
  if (process.getuid?.() !== 0) return [];
  const { uid } = await stat(folder);
  return uid === 0
    ? [
        warn(
          'account',
          'The folder belongs to root. The relay needs no privilege.',
          'run it by an account of its own',
        ),
      ]
    : [
        warn(
          'account',
          `This is root, and the folder belongs to account ${uid}.`,
          `check by the account of the relay: sudo -u '#${uid}' realtime-chat-relay doctor`,
        ),
      ];
}

async function permissions(folder: string): Promise<Finding> {
  const open = await openToOthers(folder);
  if (open.length === 0) return ok('permissions', 'Other accounts of this machine cannot read the data.');
  return warn('permissions', `Other accounts can get at ${open.join(', ')}.`, `chmod -R go= ${folder}`);
}

async function lock(folder: string): Promise<Finding> {
  const owner = await lockOwner(folder);
  if (owner === undefined) return ok('lock', 'No relay has the folder open.');
  if (owner.purpose === 'relay' && owner.pid !== undefined)
    return ok('lock', `It belongs to ${nameOf(owner)}.`);
  return warn('lock', `It belongs to ${nameOf(owner)}.`, 'start the relay when that has ended');
}

export function freeDisk(free: number, store: number): Finding {
  const sentence = `${inMegabytes(free)} are free, and the store has ${inMegabytes(store)}.`;
  if (free < leastFree)
    return fail('disk', sentence, 'make room, or keep less by --keep-days or --keep-messages');
  if (free < Math.max(comfortablyFree, store)) {
    const needs = free < store ? 'Compaction needs room for a copy.' : 'The store grows with each message.';
    return warn('disk', `${sentence} ${needs}`, 'make room, or keep less by --keep-days or --keep-messages');
  }
  return ok('disk', sentence);
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}

/** @param type the number of `statfs`, on Linux */
export function fileSystem(type: number): Finding {
  const remote = ofNetwork.get(type);
  if (remote !== undefined) {
    return fail(
      'file system',
      `The folder is on a network (${remote}), where the store can be damaged.`,
      'name a folder on a disk of this machine by --data',
    );
  }
  const fleeting = inMemoryOnly.get(type);
  if (fleeting !== undefined) {
    return warn(
      'file system',
      `The folder is in memory (${fleeting}), and is lost at a restart of the machine.`,
      'name a folder on a disk by --data',
    );
  }
  if (type === overlay) {
    return warn(
      'file system',
      'The folder is in the container’s own file system, and is lost with the container.',
      'mount a volume, and name it by --data',
    );
  }
  return ok('file system', 'The folder is on a disk of this machine.');
}
