import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** On what and of what the figures are: no name of the machine, no path. */
export function circumstances(): string[] {
  const [cpu] = cpus();
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}`,
    `Realtime-chat ${versionOf('relay')} at commit ${commit()}`,
    `Node ${process.versions.node}; Socket.IO ${versionOf('test/bench/peers/node_modules/socket.io')}; ws ${versionOf('test/bench/peers/node_modules/ws')}`,
    `${cpu?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB of memory, ${process.platform}`,
  ];
}

/** @param folder of a package, below the checkout */
function versionOf(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
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
