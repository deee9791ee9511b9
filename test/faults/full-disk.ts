import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A place for a relay's data that can be made full, and read-only while nobody writes to it. */
export interface Disk {
  folder: string;
  /** @param pid the relay, which has its data there */
  fill(pid: number): void;
  free(pid: number): void;
  /** Whoever opens something there from now on can only read it. Absent where that needs rights that we lack. */
  setWritable?: (isWritable: boolean) => void;
  remove(): void;
}

const mounted = new Set<string>();

process.on('exit', () => {
  // Lazily, because the relay that writes there may end a moment later.
  for (const mount of mounted) execFileSync('umount', ['--lazy', mount]);
});

/** A small disk of its own for root; for anybody else a folder, and a bound on the size of the relay's files. */
export function makeDisk(megabytes = 6): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'realtime-chat-disk-'));
  return process.getuid?.() === 0 ? mountedDisk(folder, megabytes) : boundedFiles(folder);
}

function mountedDisk(mount: string, megabytes: number): Disk {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', mount], { stdio: 'pipe' });
  } catch {
    // Root of a container may mount as little as anybody.
    return boundedFiles(mount);
  }
  mounted.add(mount);
  const ballast = join(mount, 'ballast');
  return {
    folder: join(mount, 'data'),
    fill() {
      // Piece by piece, until not one more page fits.
      for (let size = megabytes * 1024 * 1024; size >= 1; size = Math.floor(size / 2)) {
        try {
          writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' });
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
        }
      }
    },
    free: () => rmSync(ballast),
    setWritable: (isWritable) =>
      void execFileSync('mount', ['-o', `remount,${isWritable ? 'rw' : 'ro'}`, mount], { stdio: 'pipe' }),
    remove() {
      execFileSync('umount', [mount]);
      mounted.delete(mount);
      rmSync(mount, { recursive: true });
    },
  };
}

function boundedFiles(parent: string): Disk {
  const folder = join(parent, 'data');
  const bound = (pid: number, size: string): void =>
    void execFileSync('prlimit', ['--pid', String(pid), `--fsize=${size}`]);
  return {
    folder,
    fill: (pid) => bound(pid, `${statSync(join(folder, 'data.mdb')).size}:`),
    free: (pid) => bound(pid, 'unlimited:'),
    // Root may write everywhere, whatever a folder's mode says.
    ...(process.getuid?.() !== 0 && {
      setWritable: (isWritable: boolean) => chmodSync(folder, isWritable ? 0o700 : 0o500),
    }),
    remove: () => rmSync(parent, { recursive: true }),
  };
}
