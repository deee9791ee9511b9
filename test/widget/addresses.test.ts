import { expect } from '@open-wc/testing';
import { isOnline, newRoom, openChat, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, type } from './support/hands.ts';
import { freePort } from '../support/commands.ts';
import { localRelay, ownRelay } from './support/servers.ts';
import { bannerWords, greeting, input, messageOf, shows, statusWords } from './support/view.ts';

const problems: unknown[] = [];
const note = (event: ErrorEvent | PromiseRejectionEvent): void => {
  problems.push('reason' in event ? event.reason : event.message);
};

before(() => {
  window.addEventListener('error', note);
  window.addEventListener('unhandledrejection', note);
});

afterEach(() => {
  expect(problems, 'what reached the page as an error').to.be.empty;
});

after(() => {
  window.removeEventListener('error', note);
  window.removeEventListener('unhandledrejection', note);
});

describe('an unreachable relay URL', () => {
  it('is reported in a sentence, and a relay that starts there later is found', async () => {
    const port = await freePort();
    const chat = placeChat({ 'relay-url': `http://localhost:${port}`, username: 'Ann', room: newRoom() });
    await eventually(() => expect(bannerWords(chat)).to.equal('The chat cannot be reached. Trying again…'));
    expect(statusWords(chat)).to.equal('Connecting…');
    expect(chat.status).to.equal('connecting');

    say(chat, 'is anybody there?');
    await eventually(() =>
      expect(messageOf(chat, 'is anybody there?')).to.have.attribute('data-state', 'queued'),
    );
    await ownRelay({ port });
    await isOnline(chat);
    expect(bannerWords(chat)).to.equal('');
    await shows(chat, [greeting, 'Ann: is anybody there?']);
    await eventually(() =>
      expect(messageOf(chat, 'is anybody there?')).to.have.attribute('data-state', 'sent'),
    );
  });
});

describe('a relay URL at which nothing answers', () => {
  const sentence = 'The chat cannot be reached. Trying again…';
  const lines: string[] = [];
  const { error } = console;
  beforeEach(() => {
    lines.length = 0;
    console.error = (...words: unknown[]) => void lines.push(words.map(String).join(' '));
  });
  afterEach(() => void (console.error = error));

  const told = (): string[] => lines.filter((line) => line.includes('nothing answers'));

  it('is named in the console, once on the page', async () => {
    const url = `http://localhost:${await freePort()}/some/chat`;
    for (const room of [newRoom(), newRoom()]) {
      const chat = placeChat({ 'relay-url': url, username: 'Ann', room });
      await eventually(() => expect(bannerWords(chat)).to.equal(sentence));
      chat.disconnect();
      chat.connect();
      await eventually(() => expect(bannerWords(chat)).to.equal(''));
      await eventually(() => expect(bannerWords(chat)).to.equal(sentence));
    }
    expect(told()).to.have.lengthOf(1);
    expect(told()[0]).to.include(`<realtime-chat>: nothing answers at ${url}.`);
  });

  it('is not named there if the relay has answered before', async () => {
    const relay = await ownRelay();
    const chat = await openChat({ 'relay-url': relay.url });
    await relay.kill();
    await eventually(() => expect(bannerWords(chat)).to.equal('Offline. What you send waits here.'));
    expect(told()).to.be.empty;
    const other = placeChat({ 'relay-url': relay.url, room: newRoom() });
    await eventually(() => expect(bannerWords(other)).to.equal(sentence));
    expect(told()).to.be.empty;
  });
});

describe('an invalid relay URL', () => {
  for (const address of [
    'http://',
    'http://localhost:99999',
    'http://[',
    'mailto:ann@example.org',
    'javascript:void 0',
  ]) {
    it(`is reported in a sentence: ${address}`, async () => {
      const chat = placeChat({ 'relay-url': address });
      await eventually(() => expect(bannerWords(chat)).to.include('The address of this chat is wrong.'));
      expect(statusWords(chat)).to.equal('Not available');
      expect(chat.status).to.equal('refused');
      type(chat, 'field', 'typed anyway');
      expect(input(chat, 'field').value).to.equal('typed anyway');
    });
  }

  it('can be corrected', async () => {
    const chat = placeChat({ 'relay-url': 'http://', username: 'Ann', room: newRoom() });
    await eventually(() => expect(bannerWords(chat)).to.include('The address of this chat is wrong.'));
    chat.relayUrl = window.relayUrl;
    await isOnline(chat);
    expect(bannerWords(chat)).to.equal('');
    await shows(chat, [greeting]);
  });
});

describe('a relay URL with a path', () => {
  it('connects to the relay at that path', async () => {
    const relay = await localRelay('--path', '/some/chat');
    for (const path of ['/some/chat', '/some/chat/']) {
      const chat = await openChat({ 'relay-url': relay + path });
      await shows(chat, [greeting]);
    }
  });
});
