import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { localRelay } from './support/servers.ts';
import { bannerWords, statusWords } from './support/view.ts';

/** What the page's console is told as errors, by the chat. */
function consoleErrors(): string[] {
  const told: string[] = [];
  const { error } = console;
  console.error = (...words: unknown[]) => void told.push(words.map(String).join(' '));
  afterEach(() => void (console.error = error));
  return told;
}

function errorsOf(chat: RealtimeChat): string[] {
  const codes: string[] = [];
  chat.addEventListener('chat-error', ({ detail }) => codes.push(detail.code));
  return codes;
}

describe('a page whose origin the relay does not allow', () => {
  it('says so once, and names the origin and the option in the console', async () => {
    const url = await localRelay('--origin', 'https://elsewhere.example');
    const told = consoleErrors();
    const chat = placeChat({ 'relay-url': url, room: newRoom(), username: 'Ann' });
    const codes = errorsOf(chat);
    await eventually(() => expect(chat.status).to.equal('refused'));
    await eventually(() => expect(bannerWords(chat)).to.include('This page may not connect.'));
    expect(statusWords(chat)).to.equal('Not available');
    expect(codes).to.deep.equal(['origin_refused']);
    expect(told).to.have.lengthOf(1);
    expect(told[0]).to.include(location.origin).and.to.include('--origin');
  });

  it('says so in the language of the page', async () => {
    const url = await localRelay('--origin', 'https://elsewhere.example');
    consoleErrors();
    const chat = placeChat({ 'relay-url': url, room: newRoom(), username: 'Ann', lang: 'fr' });
    await eventually(() =>
      expect(bannerWords(chat)).to.include('Cette page n’a pas le droit de se connecter.'),
    );
  });
});

describe('an IP address with the maximum of connections', () => {
  it('is told so, and connects when one of them ends', async () => {
    const url = await localRelay('--limits', 'connections=1');
    const first = await openChat({ 'relay-url': url });
    const sentence = 'Too many connections from this network. Trying again…';
    const second = placeChat({ 'relay-url': url, room: newRoom(), username: 'Ben' });
    await eventually(() => expect(bannerWords(second)).to.include(sentence));
    expect(second.status).to.equal('connecting');
    // Beyond half as many again, nothing is accepted, not even to be told so.
    const third = placeChat({ 'relay-url': url, room: newRoom(), username: 'Cy' });
    await eventually(() => expect(bannerWords(third)).to.include(sentence));
    third.remove();
    first.remove();
    await eventually(() => expect(second.status).to.equal('online'));
  });
});
