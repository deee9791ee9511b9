// Checks the whole source: format, lint, types, layout. All run, so that one look shows all there is to mend.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));

const checks = {
  format: ['node_modules/oxfmt/bin/oxfmt', '--check'],
  lint: ['node_modules/oxlint/bin/oxlint'],
  types: ['node_modules/typescript/bin/tsc', '-b'],
  layout: ['test/layout.mjs'],
};

const failed = Object.entries(checks)
  .filter(([, args]) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0)
  .map(([name]) => name);

if (failed.length > 0) {
  console.error(`\nCheck failed: ${failed.join(', ')}.`);
  if (failed.includes('format')) console.error('`npm run format` mends the format.');
  process.exitCode = 1;
} else {
  console.log('\nCheck passed: format, lint, types, layout.');
}
