// Packs what a registry would take, each package into one file of the folder `packages`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const folder = join(root, 'packages');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const name of ['protocol', 'widget', 'relay']) {
  const args = ['pack', '--silent', '--pack-destination', folder];
  const { status } = spawnSync('npm', args, {
    cwd: join(root, name),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
