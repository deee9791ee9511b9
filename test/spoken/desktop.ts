// A desktop in memory: a screen, a message bus with the accessibility bus on it, and a window manager.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { endWithThisProcess } from '../support/end-with-this-process.mjs';
import type { Programs } from './programs.ts';

export interface Desktop {
  /** Its own home, settings and profiles; removed in the end. */
  folder: string;
  /** Starts a program on it; it ends with the desktop, and the last one first. */
  start(file: string, words?: string[]): ChildProcess;
  /** Runs a program to its end. */
  run(file: string, words: string[]): Promise<void>;
  end(): Promise<void>;
}

export async function startDesktop(programs: Programs): Promise<Desktop> {
  const folder = mkdtempSync(join(tmpdir(), 'realtime-chat-spoken-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['home', 'runtime', 'services']) mkdirSync(join(folder, name), { mode: 0o700 });
  const children: ChildProcess[] = [];
  let env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: join(folder, 'home'),
    XDG_RUNTIME_DIR: join(folder, 'runtime'),
    LANG: 'C.UTF-8',
    // Times are those of this zone and of American English, which is Firefox's language.
    TZ: 'UTC',
    // Firefox asks for it before it builds its accessibility tree.
    GNOME_ACCESSIBILITY: '1',
    GSETTINGS_BACKEND: 'memory',
  };

  const start = (file: string, words: string[] = [], output: 'ignore' | 'pipe' = 'ignore'): ChildProcess => {
    const child = spawn(file, words, { env, stdio: ['ignore', output, 'ignore'] });
    endWithThisProcess(child);
    children.push(child);
    return child;
  };
  /** A program that writes where it can be reached. */
  const address = async (file: string, words: string[]): Promise<string> => {
    const { stdout } = start(file, words, 'pipe');
    if (!stdout) throw new Error(`${file} has no output`);
    return firstLine(stdout, file);
  };

  const display = await address(programs.Xvfb, [
    '-displayfd',
    '1',
    '-screen',
    '0',
    '1280x1024x24',
    '-nolisten',
    'tcp',
  ]);
  env = { ...env, DISPLAY: `:${display}` };
  const path = await address(programs['dbus-daemon'], [
    '--nofork',
    '--print-address=1',
    `--config-file=${busConfig(folder, programs['at-spi2-core'])}`,
  ]);
  env = { ...env, DBUS_SESSION_BUS_ADDRESS: path };
  start(programs.openbox);

  return {
    folder,
    start: (file, words) => start(file, words),
    async run(file, words) {
      const child = spawn(file, words, { env, stdio: 'ignore' });
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Error(`${file} ${words.join(' ')} ended with ${code}`);
    },
    async end() {
      for (const child of children.toReversed()) await ended(child);
    },
  };
}

/** The bus starts the accessibility bus and no other service: no portals, no settings. What it started ends with it. */
function busConfig(folder: string, accessibilityBus: string): string {
  copyFileSync(accessibilityBus, join(folder, 'services', 'org.a11y.Bus.service'));
  const file = join(folder, 'bus.conf');
  writeFileSync(
    file,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${folder}/runtime</listen>
  <auth>EXTERNAL</auth>
  <servicedir>${folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`,
  );
  return file;
}

async function firstLine(stream: Readable, program: string): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.includes('\n')) return text.trim();
  }
  throw new Error(`${program} ended before it was ready`);
}

/** A program that does not end when it is asked to is killed. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exit;
  clearTimeout(timer);
}
