import { expect, oneEvent } from '@open-wc/testing';
import { SignJWT } from 'jose';
import { errorCodesOf, isOnline, openChat, placeChat, placeWithProvider, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, type } from './support/hands.ts';
import { newPlace } from './support/moderation.ts';
import { ownRelay } from './support/servers.ts';
import { authSecret, openBeforeEnd, token } from './support/tokens.ts';
import { bannerWords, input, isIn, isSent, part, parts } from './support/view.ts';

let lines: string[] = [];
const { error } = console;
beforeEach(() => {
  lines = [];
  console.error = (line: unknown) => lines.push(String(line));
});
afterEach(() => {
  console.error = error;
});

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;
const signedWith = (secret: string): Promise<string> =>
  new SignJWT({ sub: '7', aud: 'chat' })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret));

const mistakes: [what: string, made: () => Promise<string>, line: RegExp][] = [
  ['is for another audience', () => token({ aud: 'mail' }), /another audience.*--auth-audience/],
  ['is signed with another key', () => signedWith(authSecret + authSecret), /--auth-secret/],
  ['is not valid yet', () => token({ aud: 'chat', nbf: inSeconds(3600) }), /not valid yet/],
  ['has wrong claims', () => token({ aud: 'chat', roles: 'moderator' }), /roles must be a list/],
  ['is no token', async () => '<!doctype html>', /not a signed JWT/],
];

it('a banner never has a button without its sentence', async () => {
  const chat = placeChat({ ...(await newPlace('--guests', 'deny')) });
  const banners: string[] = [];
  new MutationObserver(() => {
    for (const banner of parts(chat, 'banner')) banners.push(banner.textContent);
  }).observe(chat.shadowRoot ?? chat, { subtree: true, childList: true, characterData: true });
  await eventually(() => part(chat, 'sign-in'));
  expect(banners).not.to.be.empty;
  expect(banners).not.to.include('Try again');
});

describe('a token that the relay refuses', () => {
  it('because it has expired: the console says why, and the person is asked to sign in again', async () => {
    const chat = placeChat({ ...(await newPlace()), token: await token({ exp: 1 }) });
    const codes = errorCodesOf(chat);
    await eventually(() => expect(part(chat, 'barrier')).to.contain.text('Please sign in again.'));
    expect(codes).to.deep.equal(['unauthorized']);
    expect(lines).to.have.lengthOf(1);
    expect(lines[0]).to.match(/the token has expired/);
    const button = await eventually(() => part(chat, 'sign-in'));
    const asked = oneEvent(document, 'chat-sign-in');
    button.click();
    const event = await asked;
    expect(event.detail).to.deep.equal({ reason: 'expired' });
    expect([event.target, event.composed]).to.deep.equal([chat, true]);
  });

  for (const [what, made, line] of mistakes) {
    it(`because it ${what}: the console says why, and nobody is asked to sign in, which would not help`, async () => {
      const place = await newPlace('--auth-audience', 'chat');
      const chat = placeChat({ ...place, token: await made() });
      const codes = errorCodesOf(chat);
      await eventually(() => expect(bannerWords(chat)).to.contain('The chat is not available.'));
      expect(part(chat, 'banner').querySelector('button')).to.have.text('Try again');
      expect(parts(chat, 'sign-in')).to.be.empty;
      expect(codes).to.deep.equal(['unauthorized']);
      expect(lines).to.have.lengthOf(1);
      expect(lines[0]).to.match(line);
    });
  }

  it('because it ends while the page is open: the draft and what was sent stay, and a new token sends it', async () => {
    const place = await newPlace();
    const chat = await openBeforeEnd(
      async (exp) => {
        lines = [];
        return placeChat({ ...place, token: await token({ exp }) });
      },
      ({ status }) => expect(status).to.equal('online'),
    );
    type(chat, 'field', 'half a sentence');
    await eventually(() => expect(part(chat, 'barrier')).to.contain.text('Please sign in again.'));
    expect(lines).to.have.lengthOf(1);
    expect(parts(chat, 'field')).to.be.empty;
    void chat.send('whole');
    await isIn(chat, 'whole', 'queued');
    chat.addEventListener('chat-sign-in', async (event) => {
      event.preventDefault();
      chat.token = await token();
    });
    (await eventually(() => part(chat, 'sign-in'))).click();
    await isSent(chat, 'whole');
    expect(parts(chat, 'sign-in')).to.be.empty;
    expect(input(chat, 'field').value).to.equal('half a sentence');
  });
});

describe('a person without a token, where one is needed', () => {
  it('finds a button, which asks the provider once more, and no line in the console', async () => {
    const place = await newPlace('--guests', 'deny');
    let bearer = '';
    const chat = placeWithProvider(place, async () => bearer);
    // In place of the fields, from which nothing could be sent.
    await eventually(() => expect(part(chat, 'composer')).to.contain.text('You have to sign in to enter.'));
    await eventually(() => expect(part(chat, 'sign-in')).to.have.text('Sign in'));
    expect([...parts(chat, 'field'), ...parts(chat, 'name'), ...parts(chat, 'send')]).to.be.empty;
    expect(bannerWords(chat)).to.equal('');
    expect(lines).to.be.empty;
    bearer = await token();
    part(chat, 'sign-in').click();
    await isOnline(chat);
    say(chat, 'hello');
    await isSent(chat, 'hello');
  });

  it('does not read the name of the person whose session has ended before', async () => {
    const place = await newPlace('--guests', 'deny');
    let next = '';
    const chat = await openBeforeEnd(
      async (exp) => {
        const bearers = [await token({ exp })];
        return placeWithProvider(place, async () => bearers.pop() ?? next);
      },
      (opened) => expect(input(opened, 'field').placeholder).to.equal('Message as Mona…'),
    );
    await eventually(() => expect(part(chat, 'composer')).to.contain.text('You have to sign in to enter.'));
    next = await token({ sub: '8', name: 'Lisa', roles: [] });
    part(chat, 'sign-in').click();
    await eventually(() => expect(input(chat, 'field').placeholder).to.equal('Message as Lisa…'));
    say(chat, 'by Lisa');
    await isSent(chat, 'by Lisa');
    expect(bannerWords(chat)).to.equal('');
  });

  it('finds the draft again that was begun before the relay refused', async () => {
    const chat = placeChat(await newPlace('--guests', 'deny'));
    await chat.updateComplete;
    type(chat, 'field', 'half a sentence');
    await eventually(() => expect(part(chat, 'barrier')).to.contain.text('You have to sign in to enter.'));
    expect(parts(chat, 'field')).to.be.empty;
    chat.token = await token();
    await isOnline(chat);
    await eventually(() => expect(input(chat, 'field').value).to.equal('half a sentence'));
  });

  it('finds the button in place of the fields after a session that has ended', async () => {
    const args = ['--auth-secret', authSecret];
    const relay = await ownRelay({ args });
    const chat = await openChat({ 'relay-url': relay.url });
    await relay.kill();
    await ownRelay({ port: relay.port, args: [...args, '--guests', 'deny'] });
    await eventually(() => expect(part(chat, 'barrier')).to.contain.text('You have to sign in to enter.'));
    await eventually(() => expect(part(chat, 'barrier').querySelector('[part="sign-in"]')).to.exist);
    expect(bannerWords(chat)).to.equal('');
  });

  it('finds the button in the banner of a chat without fields', async () => {
    const place = await newPlace('--guests', 'deny');
    const chat = placeChat({ ...place, readonly: '' });
    await eventually(() => expect(part(chat, 'banner')).to.contain.text('You have to sign in to enter.'));
    await eventually(() => expect(part(chat, 'banner').querySelector('[part="sign-in"]')).to.exist);
  });

  it('finds the page’s own way in its place', async () => {
    const place = await newPlace('--guests', 'deny');
    const chat = placeChat(place);
    const own = document.createElement('button');
    own.slot = 'sign-in';
    own.textContent = 'Log in with Example';
    chat.append(own);
    await eventually(() => expect(own.getClientRects()).to.have.lengthOf(1));
    expect(part(chat, 'sign-in').getClientRects()).to.be.empty;
    const asked = oneEvent(chat, 'chat-sign-in');
    own.click();
    expect((await asked).detail).to.deep.equal({ reason: 'missing' });
    expect(chat.status).to.equal('refused');
  });
});

describe('a tokenProvider that fails', () => {
  it('is told to the page, the developer and the person once, and asked again', async () => {
    const place = await newPlace('--guests', 'deny');
    const chat = document.createElement('realtime-chat');
    for (const [name, value] of Object.entries(place)) chat.setAttribute(name, value);
    const codes = errorCodesOf(chat);
    let failures = 2;
    chat.tokenProvider = async () => {
      if (failures-- > 0) throw new Error('the session store is down');
      return token();
    };
    stage().append(chat);
    await eventually(() => expect(bannerWords(chat)).to.contain('You cannot be signed in at the moment.'));
    say(chat, 'not lost');
    await isOnline(chat);
    await isSent(chat, 'not lost');
    expect(codes).to.deep.equal(['no_token']);
    expect(lines).to.have.lengthOf(1);
    expect(lines[0]).to.contain('tokenProvider failed: Error: the session store is down');
  });
});
