import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { launchTalk } from '../public/launch-talk.js';

const root = join(import.meta.dirname, '../..');
const minute = 60_000;

/** Imports the conversation of the demo page into the lobby of a new data folder, as if it had just ended. @param {string} data */
export async function seedLobby(data) {
  const args = ['relay/lib/cli/main.js', 'import', '--room', 'lobby', '--data', data];
  const command = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'ignore', 'inherit'] });
  command.stdin.end(
    entries()
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join(''),
  );
  const [code] = await once(command, 'exit');
  if (code !== 0) throw new Error('The lobby could not be filled.');
}

/** The script's steps as the relay exports a room. */
function entries() {
  const steps = [...launchTalk.before, ...launchTalk.after];
  /** The seq of each message, by its place among the messages. @type {number[]} */
  const messages = [];
  return steps.map((step, index) => {
    const { by } = step;
    const entry = {
      seq: index + 1,
      id: `talk-of-the-demo-${index + 1}`,
      time: Date.now() - (steps.length - index) * minute,
      sender: by.id,
      username: by.username,
      ...(by.verified && { verified: true }),
    };
    if ('reacts' in step) {
      const target = messages[step.to - 1];
      const count = steps
        .slice(0, index + 1)
        .filter((other) => other.reacts === step.reacts && other.to === step.to).length;
      return { ...entry, type: 'react', target, emoji: step.reacts, on: true, count };
    }
    messages.push(entry.seq);
    const reply = step.reply && messages[step.reply - 1];
    return { ...entry, type: 'message', message: step.says, ...(reply && { reply }) };
  });
}
