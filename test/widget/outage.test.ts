import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { joined } from './support/answers.ts';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { ownRelay, scriptedServer, type ScriptedServer } from './support/servers.ts';
import { bannerWords, part, statusWords } from './support/view.ts';

const paused = 'Sending is paused. What you send waits here.';

async function openScripted(
  attributes: Record<string, string> = {},
): Promise<{ chat: RealtimeChat; server: ScriptedServer }> {
  const room = newRoom();
  const server = await scriptedServer({ joins: { [room]: joined() } });
  const chat = await openChat({ 'relay-url': server.url, room, ...attributes });
  return { chat, server };
}

const colourOf = (chat: RealtimeChat): string => getComputedStyle(part(chat, 'banner')).backgroundColor;

describe('while the relay cannot store anything', () => {
  it('a strip says that what is sent waits, until it can', async () => {
    const { chat, server } = await openScripted();
    await server.say('outage', { active: true });
    await eventually(() => expect(bannerWords(chat)).to.equal(paused));
    expect(chat.status).to.equal('online');
    expect(statusWords(chat)).to.equal('Online');
    await server.say('outage', { active: false });
    await eventually(() => expect(bannerWords(chat)).to.equal(''));
  });

  it('the strip does not speak of sending to readers who cannot send', async () => {
    const { chat, server } = await openScripted({ readonly: '' });
    await server.say('outage', { active: true });
    await eventually(() => expect(bannerWords(chat)).to.equal('The chat cannot be reached at the moment.'));
  });

  it('the strip looks as it does without a connection', async () => {
    const relay = await ownRelay();
    const offline = await openChat({ 'relay-url': relay.url });
    await relay.kill();
    await eventually(() => expect(bannerWords(offline)).to.equal('Offline. What you send waits here.'));
    const { chat, server } = await openScripted();
    await server.say('outage', { active: true });
    await eventually(() => expect(bannerWords(chat)).to.equal(paused));
    expect(colourOf(chat)).to.equal(colourOf(offline));
  });

  it('screen readers hear it, and that it is over', async () => {
    const { chat, server } = await openScripted();
    const told: string[] = [];
    const region = chat.shadowRoot?.querySelector('.announcer[role="status"]');
    if (!region) throw new Error('There is no region for the status');
    new MutationObserver((records) => {
      const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
      told.push(...added.map((node) => node.textContent?.trim() ?? '').filter(Boolean));
    }).observe(region, { childList: true, subtree: true });
    await server.say('outage', { active: true });
    await eventually(() => expect(told).to.deep.equal([paused]));
    await server.say('outage', { active: false });
    await eventually(() => expect(told).to.deep.equal([paused, 'Online']));
  });
});
