import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { transformSync } from 'esbuild';

const dist = join(import.meta.dirname, '../widget/dist');

test('the script files have no syntax that is newer than ES2022', () => {
  const files = readdirSync(dist).filter((file) => file.endsWith('.js'));
  assert.ok(files.includes('realtime-chat.js'));
  for (const file of files) {
    const code = readFileSync(join(dist, file), 'utf8');
    const written = (target: string): string => transformSync(code, { target, format: 'esm' }).code;
    // What is newer would be written in another way.
    assert.equal(written('es2022'), written('esnext'), `${file} has newer syntax`);
  }
});
