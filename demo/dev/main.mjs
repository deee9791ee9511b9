// `npm run dev`: a relay with a room in which people have talked. After a change of a source, it builds what depends on it, starts the
// relay again, and the open pages reload themselves.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const sources = ['protocol/src', 'widget/src', 'relay/src', 'demo/src', 'demo/site', 'demo/public', 'docs'];
/** An editor may write a file in several steps, in milliseconds. */
const settling = 80;

/** @type {import('node:child_process').ChildProcess | undefined} */
let relay;
/** @type {NodeJS.Timeout | undefined} */
let waiting;
let isBuilding = false;
let hasChanged = false;

/** Builds, and builds again if something has changed meanwhile. After a failed build the old relay goes on. */
async function update() {
  if (isBuilding) {
    hasChanged = true;
    return;
  }
  isBuilding = true;
  do {
    hasChanged = false;
    if (await succeeds('build.mjs')) await restart();
    else console.error('Not built. The pages stay as they are.');
  } while (hasChanged);
  isBuilding = false;
}

/** @param {string} script */
async function succeeds(script) {
  const [code] = await once(spawn(process.execPath, [script], { cwd: root, stdio: 'inherit' }), 'exit');
  return code === 0;
}

async function restart() {
  const previous = relay;
  if (previous?.exitCode === null && previous.signalCode === null) {
    previous.kill('SIGTERM');
    await once(previous, 'exit');
  }
  relay = spawn(process.execPath, [join(import.meta.dirname, 'relay.mjs')], { cwd: root, stdio: 'inherit' });
}

for (const folder of sources) {
  watch(join(root, folder), { recursive: true }, (_event, file) => {
    // These are built.
    if (folder === 'demo/public' && (!file || /\.js(\.map)?$|^docs\b/.test(file))) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => void update(), settling);
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    relay?.kill('SIGTERM');
    process.exit();
  });
}
await update();
