// A message that the server has refused.
import { joined, refused, sent } from './answers.ts';
import { isOnline, newRoom } from './chat.ts';
import { eventually } from './eventually.ts';
import { say } from './hands.ts';
import { Page } from './page.ts';
import { type ScriptedServer, scriptedServer } from './servers.ts';
import { isIn, part } from './view.ts';

/** A page whose first message the server refuses, and which has been told so. */
export async function openRefused(
  text = 'my words',
): Promise<{ page: Page; server: ScriptedServer; room: string }> {
  const room = newRoom();
  const server = await scriptedServer({ joins: { [room]: joined() }, sends: [refused('conflict'), sent(9)] });
  const page = await Page.open({ 'relay-url': server.url, room, username: 'Ann' });
  await isOnline(page.chat);
  say(page.chat, text);
  await isIn(page.chat, text, 'failed');
  return { page, server, room };
}

/** The same, in a room in which only moderators write by now, so that it can be neither sent nor edited. */
export async function openRefusedAndLocked(
  text = 'my words',
): Promise<{ page: Page; say: (action: string) => Promise<void> }> {
  const { page, server, room } = await openRefused(text);
  let seq = 0;
  const say = (action: string): Promise<void> => {
    const id = `action-of-Mona-${(seq += 1)}`;
    const entries = [{ seq, type: 'moderate', id, time: Date.now(), sender: 'mona', action }];
    return server.say('entries', { room, epoch: 'first', entries });
  };
  await say('lock');
  await eventually(() => part(page.chat, 'barrier'));
  return { page, say };
}
