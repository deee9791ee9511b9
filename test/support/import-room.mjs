import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { bundledRelay } from './relay-process.mjs';

/**
 * Puts entries into a room of the data in this folder, by the relay's own command.
 * @param {{ data: string, room: string, entries: object[] }} what
 */
export async function importRoom({ data, room, entries }) {
  const child = spawn(process.execPath, [bundledRelay, 'import', '--data', data, '--room', room], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  child.stdin.end(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  const [output, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`The import ended with ${code}: ${output}`);
}
