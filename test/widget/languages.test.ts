import { expect } from '@open-wc/testing';
import { RealtimeChat } from '@realtime-chat/widget';
import { enAttachments } from '../../widget/src/i18n/locales/en-attachments.ts';
import { enNotifications } from '../../widget/src/i18n/locales/en-notifications.ts';
import { enOldBrowser } from '../../widget/src/i18n/locales/en-old-browser.ts';
import { enAfterJoin } from '../../widget/src/i18n/locales/en-after-join.ts';
import { enNewMessages } from '../../widget/src/i18n/locales/en-new-messages.ts';
import { enFiles } from '../../widget/src/i18n/locales/en-files.ts';
import { enOnDemand } from '../../widget/src/i18n/locales/en-on-demand.ts';
import { en } from '../../widget/src/i18n/locales/en.ts';
import { entry, joined } from './support/answers.ts';
import { newRoom, openChat, placeChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { Person } from './support/person.ts';
import { scriptedServer } from './support/servers.ts';
import { greetingIn, dividers, input, isSent, messageOf, part, parts, peopleCount } from './support/view.ts';

/** A place on the page with these attributes. */
function placeWith(attributes: Record<string, string>): HTMLElement {
  const place = stage();
  for (const [name, value] of Object.entries(attributes)) place.setAttribute(name, value);
  return place;
}

/** Ann's chat there, which need not speak English. */
function chatIn(place: HTMLElement, attributes: Record<string, string> = {}): RealtimeChat {
  return placeChat({ 'relay-url': window.relayUrl, room: newRoom(), username: 'Ann', ...attributes }, place);
}

async function speaks(chat: RealtimeChat, sendWord: string, membersWord?: string): Promise<void> {
  await eventually(() => {
    expect(parts(chat, 'send')[0]?.textContent.trim()).to.equal(sendWord);
    if (membersWord) expect(peopleCount(chat)).to.equal(membersWord);
  });
}

const sectionOf = (chat: RealtimeChat): HTMLElement =>
  chat.shadowRoot?.querySelector('section') as HTMLElement;

/** Where a character of a part's words is drawn. */
function leftOf(element: HTMLElement, character: string): number {
  const text = [...element.childNodes].find((node) => node instanceof Text && node.data.includes(character));
  if (!text?.textContent) throw new Error(`There is no ${character}`);
  const range = document.createRange();
  const at = text.textContent.indexOf(character);
  range.setStart(text, at);
  range.setEnd(text, at + 1);
  return range.getBoundingClientRect().left;
}

const isRightToLeft = (chat: RealtimeChat): boolean =>
  part(chat, 'send').getBoundingClientRect().right <= part(chat, 'field').getBoundingClientRect().left;

describe('a chat', () => {
  it('is in the language of the page, code that loads on demand included', async () => {
    const chat = chatIn(placeWith({ lang: 'de-AT' }));
    await speaks(chat, 'Senden', '1 Person');
    await eventually(() => expect(input(chat, 'field').placeholder).to.equal('Als Ann schreiben …'));
    expect(sectionOf(chat)).to.have.attribute('lang', 'de-AT');
    say(chat, 'hallo');
    await isSent(chat, 'hallo');
    messageOf(chat, 'hallo').querySelector<HTMLElement>('[part="actions"]')?.click();
    await eventually(() => expect(part(chat, 'menu').textContent).to.include('Antworten'));
  });

  it('is in its language as soon as its update is complete', async () => {
    const began = performance.now();
    const chat = chatIn(placeWith({ lang: 'nl' }));
    await chat.updateComplete;
    // Words that take half a second to load are not waited for.
    const isLate = performance.now() - began > 450;
    expect(part(chat, 'send').textContent).to.be.oneOf(isLate ? ['Versturen', 'Send'] : ['Versturen']);
    await speaks(chat, 'Versturen');
  });

  it('is in its own language if it has one', async () => {
    const chat = chatIn(placeWith({ lang: 'de' }), { lang: 'fr' });
    await speaks(chat, 'Envoyer');
  });

  it('in another element’s shadow root is in the language of that element', async () => {
    const outer = document.createElement('div');
    placeWith({ lang: 'it' }).append(outer);
    const place = document.createElement('div');
    outer.attachShadow({ mode: 'open' }).append(place);
    await speaks(chatIn(place), 'Invia');
  });

  it('in nested shadow roots follows the language of the outermost element', async () => {
    const page = placeWith({ lang: 'it' });
    let place: HTMLElement = page;
    for (let depth = 0; depth < 2; depth += 1) {
      const outer = document.createElement('div');
      place.append(outer);
      place = document.createElement('div');
      outer.attachShadow({ mode: 'open' }).append(place);
    }
    const chat = chatIn(place);
    await speaks(chat, 'Invia');
    page.lang = 'de';
    await speaks(chat, 'Senden');
    page.dir = 'rtl';
    page.lang = 'ar';
    await speaks(chat, 'إرسال');
    expect(isRightToLeft(chat)).to.equal(true);
    page.dir = 'ltr';
    await eventually(() => expect(isRightToLeft(chat)).to.equal(false));
  });

  it('is in English if there is no locale, and keeps the language of messages', async () => {
    const chat = await openChat({}, placeWith({ lang: 'ca' }));
    await speaks(chat, 'Send', '1 person');
    expect(sectionOf(chat)).to.have.attribute('lang', 'en');
    say(chat, 'hola');
    await isSent(chat, 'hola');
    expect(messageOf(chat, 'hola').querySelector('[part~="text"]')).to.have.attribute('lang', 'ca');
    expect(input(chat, 'field').lang).to.equal('ca');
  });

  it('dates what it shows in English in English', async () => {
    const room = newRoom();
    const may = Date.UTC(2021, 4, 3, 12);
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 1, messages: [entry(1, 'long ago', { time: may })] }) },
    });
    const chat = chatIn(placeWith({ lang: 'ca' }), { 'relay-url': server.url, room });
    await eventually(() => expect(dividers(chat).join()).to.include('Monday').and.include('May'));
    chat.lang = 'fr';
    await eventually(() => expect(dividers(chat).join()).to.include('lundi 3 mai 2021'));
    chat.lang = 'ca';
    await eventually(() => expect(dividers(chat).join()).to.include('Monday').and.include('May'));
  });

  it('tells times as the reader’s own region does', async () => {
    Object.defineProperty(navigator, 'languages', { value: ['de-AT', 'en-GB'], configurable: true });
    try {
      const room = newRoom();
      const time = new Date(2021, 4, 3, 15, 7).getTime();
      const server = await scriptedServer({
        joins: { [room]: joined({ head: 1, messages: [entry(1, 'at three', { time })] }) },
      });
      const chat = chatIn(placeWith({ lang: 'en' }), { 'relay-url': server.url, room });
      await eventually(() =>
        expect(messageOf(chat, 'at three').querySelector('[part="time"]')).to.have.text('15:07'),
      );
    } finally {
      Reflect.deleteProperty(navigator, 'languages');
    }
  });

  it('welcomes people in their language, and says what the relay’s operator says as it is', async () => {
    const chat = chatIn(placeWith({ lang: 'de' }));
    const greets = (welcome: string) => eventually(() => expect(greetingIn(chat)).to.equal(welcome));
    await greets('Willkommen im Chat');
    chat.lang = 'fr';
    await greets('Bienvenue dans la discussion');
    chat.lang = 'qya';
    await greets('Welcome to the chat');
    expect(part(chat, 'greeting')).to.have.attribute('lang', 'en');
    const room = newRoom();
    const server = await scriptedServer({ joins: { [room]: joined({ greeting: 'welcome to the bakery' }) } });
    const bakery = chatIn(placeWith({ lang: 'de' }), { 'relay-url': server.url, room });
    await eventually(() => expect(greetingIn(bakery)).to.equal('welcome to the bakery'));
  });

  it('changes its language when its own attribute or one around it changes', async () => {
    const place = placeWith({ lang: 'de' });
    const chat = chatIn(place);
    await speaks(chat, 'Senden');
    place.lang = 'es';
    await speaks(chat, 'Enviar');
    chat.lang = 'tr';
    await speaks(chat, 'Gönder');
    chat.removeAttribute('lang');
    await speaks(chat, 'Enviar');
    place.lang = 'en';
    await speaks(chat, 'Send');
  });

  it('uses the page’s own texts', async () => {
    const chat = await openChat();
    chat.strings = { send: 'Ask', people: { one: '{count} guest', other: '{count} guests' } };
    await speaks(chat, 'Ask', '1 guest');
    chat.lang = 'de';
    await eventually(() => expect(input(chat, 'field').placeholder).to.equal('Als Ann schreiben …'));
    await speaks(chat, 'Ask', '1 guest');
    chat.strings = undefined;
    await speaks(chat, 'Senden', '1 Person');
  });

  it('ignores texts of the page that are not strings', async () => {
    const room = newRoom();
    const chat = await openChat({ room });
    Object.assign(chat, { strings: { send: 7, people: { one: '1 guest' }, name: null, empty: '' } });
    await speaks(chat, 'Send', '1 guest');
    await Person.enter(room, 'Ben');
    await speaks(chat, 'Send', '2 people');
    const quenya = {
      ...en,
      ...enAfterJoin,
      ...enNewMessages,
      ...enFiles,
      ...enAttachments,
      ...enOnDemand,
      ...enNotifications,
      ...enOldBrowser,
      send: 'á tence',
    };
    Object.assign(quenya, { people: { one: 'quén' } });
    RealtimeChat.addLocale('qya', quenya);
    chat.strings = undefined;
    chat.lang = 'qya';
    await speaks(chat, 'á tence', '2 people');
  });

  it('uses a locale that the page adds, even if it exists already', async () => {
    const chat = await openChat({ lang: 'tlh' });
    await speaks(chat, 'Send');
    RealtimeChat.addLocale('tlh', {
      ...en,
      ...enAfterJoin,
      ...enNewMessages,
      ...enFiles,
      ...enAttachments,
      ...enOnDemand,
      ...enNotifications,
      ...enOldBrowser,
      send: 'ngeH',
    });
    await speaks(chat, 'ngeH');
    expect(sectionOf(chat)).to.have.attribute('lang', 'tlh');
  });
});

describe('a right-to-left language', () => {
  it('sets the direction of the chat if the page sets none', async () => {
    const chat = chatIn(placeWith({ lang: 'ar' }));
    await speaks(chat, 'إرسال', 'شخص واحد');
    expect(isRightToLeft(chat)).to.equal(true);
    // An empty field has no letters that could decide.
    expect(getComputedStyle(input(chat, 'field')).direction).to.equal('rtl');
    say(chat, 'hello');
    await isSent(chat, 'hello');
    const text = messageOf(chat, 'hello').querySelector('[part~="text"]') as HTMLElement;
    expect(getComputedStyle(text).direction).to.equal('ltr');
  });

  it('leaves the direction to a page that sets one', async () => {
    const chat = chatIn(placeWith({ lang: 'he', dir: 'ltr' }));
    await speaks(chat, 'שליחה');
    expect(isRightToLeft(chat)).to.equal(false);
  });

  it('without a locale keeps English texts in their order', async () => {
    const chat = await openAmong({ lang: 'ug' });
    expect(isRightToLeft(chat)).to.equal(true);
    const members = part(chat, 'members').lastElementChild as HTMLElement;
    expect(leftOf(members, '1')).to.be.below(leftOf(members, 'p'));
  });

  it('of the page keeps English texts in their order', async () => {
    const chat = await openAmong({ lang: 'en', dir: 'rtl' });
    const members = part(chat, 'members').lastElementChild as HTMLElement;
    expect(leftOf(members, '1')).to.be.below(leftOf(members, 'p'));
  });
});

/** A chat whose English words are among what is written the other way, once somebody is there. */
async function openAmong(attributes: Record<string, string>): Promise<RealtimeChat> {
  const chat = chatIn(placeWith(attributes));
  await eventually(() => expect(peopleCount(chat)).to.include('1 person'));
  return chat;
}
