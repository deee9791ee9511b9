import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fail, type Finding, ok, warn } from './finding.ts';

/** In milliseconds: file systems round their times. */
const tolerance = 2000;

/** Checks this machine’s clock: messages, tokens and retention depend on it. */
export async function* checkClock(data: string): AsyncGenerator<Finding> {
  const store = await stat(join(data, 'data.mdb')).catch(() => undefined);
  yield clockFinding(Date.now(), store?.mtimeMs, await isSynchronized());
}

/**
 * @param now in milliseconds
 * @param written the time of the last write to the store, if there is one
 * @param isSynchronized undefined if this is not known
 */
export function clockFinding(
  now: number,
  written: number | undefined,
  isSynchronized: boolean | undefined,
): Finding {
  const time = `It is ${new Date(now).toISOString().slice(0, 19)}Z here`;
  if (written !== undefined && written > now + tolerance) {
    const last = new Date(written).toISOString().slice(0, 19);
    return fail('clock', `${time}, but the store was written at ${last}Z.`, 'correct the clock');
  }
  if (isSynchronized === undefined) return ok('clock', `${time}. Whether it is synchronized is not known.`);
  if (isSynchronized) return ok('clock', `${time}, synchronized.`);
  return warn('clock', `${time}, not synchronized.`, 'timedatectl set-ntp true');
}

/** As systemd tells; undefined without systemd, as in a container, which has the clock of its host. */
async function isSynchronized(): Promise<boolean | undefined> {
  try {
    const args = ['show', '--property=NTPSynchronized', '--value'];
    const { stdout } = await promisify(execFile)('timedatectl', args, { timeout: 2000 });
    return { yes: true, no: false }[stdout.trim()];
  } catch {
    return undefined;
  }
}
