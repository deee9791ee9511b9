// The screen reader, and what it says.
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import type { Desktop } from './desktop.ts';
import { spokenIn } from './speech.ts';

/** Orca's own file for customizations. Its log is buffered otherwise, and it would say each typed letter. */
const customizations = `import orca.debug
import orca.settings
orca.debug.debugFile.reconfigure(line_buffering=True)
orca.settings.enableKeyEcho = False
orca.settings.sayAllOnLoad = False
`;

/** It has nothing more to say when it was idle for this long, in milliseconds: longer than the chat gathers messages. */
const idle = 2000;
/** Processor time of one that rests, in hundredths of a second. */
const negligible = 20;
const patience = 60_000;

export interface Orca {
  /** Waits until it has come to rest. @returns what it has said since the last call */
  heard(): Promise<string[]>;
}

/** Starts it without a speech synthesizer: it then writes what it would say, and says nothing. */
export async function startOrca(program: string, desktop: Desktop): Promise<Orca> {
  const folder = join(desktop.folder, 'orca');
  const log = join(desktop.folder, 'orca.log');
  mkdirSync(folder);
  writeFileSync(join(folder, 'orca-customizations.py'), customizations);
  const process = desktop.start(program, ['--user-prefs', folder, '--debug-file', log]);
  let read = 0;
  const orca: Orca = {
    async heard() {
      await atRest(log, process);
      const part = from(log, read);
      read += Buffer.byteLength(part);
      return spokenIn(part);
    },
  };
  const spoken = await orca.heard();
  if (!spoken.includes('Screen reader on.')) throw new Error(`Orca is not there: ${spoken.join(' / ')}`);
  return orca;
}

/** Everything that it does is in the log, also what it does not say; but it may also be busy without a word. */
async function atRest(log: string, process: ChildProcess): Promise<void> {
  const deadline = Date.now() + patience;
  let size = -1;
  let work = 0;
  let since = Date.now();
  while (Date.now() < deadline) {
    // It looks for others at its start, and would end them by `--replace` only.
    if (process.exitCode !== null)
      throw new Error(`Orca ended (${process.exitCode}). It does so if another Orca of this user runs.`);
    const newSize = existsSync(log) ? statSync(log).size : -1;
    const newWork = processorTime(process.pid);
    if (newSize !== size || newWork - work > negligible) {
      size = newSize;
      work = newWork;
      since = Date.now();
    } else if (size > 0 && Date.now() - since >= idle) return;
    await sleep(50);
  }
  throw new Error(`Orca did not come to rest within ${patience / 1000} s`);
}

/** How much processor time a process has used, in hundredths of a second. */
function processorTime(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function from(path: string, start: number): string {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(fstatSync(file).size - start);
    readSync(file, buffer, 0, buffer.length, start);
    return buffer.toString();
  } finally {
    closeSync(file);
  }
}
