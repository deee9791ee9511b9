// Plays the scenes of docs/accessibility.md with a screen reader, Orca, and compares what it says with the files in scenes/.
//
//   npm run spoken [-- --only NAME]          UPDATE_SNAPSHOTS=1 npm run spoken   writes the files anew
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { startRelayProcess } from '../support/relay-process.mjs';
import { authSecret } from '../support/tokens.ts';
import { startDesktop } from './desktop.ts';
import { startFirefox } from './firefox.ts';
import { startOrca } from './orca.ts';
import { startSite } from './page.ts';
import { play, type Theatre } from './play.ts';
import { findPrograms } from './programs.ts';
import { scenes } from './scenes.ts';

/** The whole run, in milliseconds. */
const longest = 30 * 60_000;

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const folder = join(import.meta.dirname, 'scenes');
const isUpdate = process.env.UPDATE_SNAPSHOTS === '1';

const programs = findPrograms();
if ('missing' in programs) {
  console.error(programs.missing);
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
setTimeout(() => {
  console.error(`The run did not end within ${longest / 60_000} minutes`);
  process.exit(1);
}, longest).unref();

const chosen = scenes.filter(({ name }) => name.includes(values.only));
if (chosen.length === 0) throw new Error(`no scene is named ${values.only}`);

const desktop = await startDesktop(programs);
writeFileSync(join(desktop.folder, 'blocklist'), 'rhubarb\n');
const relay = await startRelayProcess({
  args: ['--guest-links', 'hold', '--greeting', '', '--blocklist', join(desktop.folder, 'blocklist')],
  env: { RELAY_AUTH_SECRET: authSecret },
});
const page = await startSite(relay.url);
const orca = await startOrca(programs.orca, desktop);
startFirefox(programs.firefox, desktop, page.url);
const theatre: Theatre = { relayUrl: relay.url, desktop, orca, page, xdotool: programs.xdotool };

let failures = 0;
for (const scene of chosen) {
  const began = performance.now();
  let told: string;
  try {
    told = compared(scene.name, await play(scene, theatre));
  } catch (error) {
    told = `did not come to its end, ${inspect(error)}`;
  }
  const isAsExpected = told === 'as written' || told === 'written';
  if (!isAsExpected) failures += 1;
  console.log(`${scene.name}: ${told} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
}
page.end();
await desktop.end();
await relay.stop();
console.log(failures === 0 ? 'All was spoken as written.' : `${failures} of ${chosen.length} scenes differ.`);
process.exit(failures === 0 ? 0 : 1);

function compared(name: string, spoken: string): string {
  const file = join(folder, `${name}.txt`);
  if (isUpdate) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, spoken);
    return 'written';
  }
  const expected = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (spoken === expected) return 'as written';
  return `differs from ${file}\n--- expected\n${expected}--- spoken\n${spoken}`;
}
