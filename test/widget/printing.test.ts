import { expect } from '@open-wc/testing';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { scrollTo } from './support/hands.ts';
import { Person } from './support/person.ts';
import { conversation, messageOf, parts, placeOf } from './support/view.ts';

it('a page that is printed has all loaded messages, and then those near the reader, who stays there', async () => {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  for (let part = 0; part < 7; part += 1)
    await ben.says(...Array.from({ length: 50 }, (_, index) => `message ${part * 50 + index + 1}`));
  const chat = await openChat({ room });
  while (chat.messages.length < 350) await chat.loadOlder();
  await eventually(() => messageOf(chat, 'message 350'));
  await scrollTo(chat, 1000);
  await chat.updateComplete;
  const shown = parts(chat, 'message').length;
  expect(shown).to.be.at.most(300);
  const [, inView = ''] = (conversation(chat)[50] ?? '').split(': ');
  const before = placeOf(chat, inView);
  dispatchEvent(new Event('beforeprint'));
  expect(parts(chat, 'message').length).to.equal(chat.messages.length);
  dispatchEvent(new Event('afterprint'));
  await eventually(() => expect(parts(chat, 'message').length).to.equal(shown));
  expect(Math.abs(placeOf(chat, inView) - before)).to.be.below(2);
});
