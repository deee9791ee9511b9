import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** On what and of what the figures are: no name of the machine, no path. */
export function circumstances(): string[] {
  const [cpu] = cpus();
  const { version } = manifestOf('relay') as { version: string };
  // Exact versions: the lock file has the same.
  const { dependencies: peers } = manifestOf('test/bench/peers') as { dependencies: Record<string, string> };
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}`,
    `Realtime-chat ${version} at commit ${commit()}`,
    `Node ${process.versions.node}; Socket.IO ${peers['socket.io']}; ws ${peers['ws']}`,
    `${cpu?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB of memory, ${process.platform}`,
  ];
}

/** @param folder of a package, below the checkout */
function manifestOf(folder: string): unknown {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

/** The last one that changed what is measured. */
function commit(): string {
  try {
    const args = ['log', '-1', '--format=%h', '--', 'protocol/src', 'relay/src', 'widget/src'];
    return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
