import type { Person, Script } from './scripted-room.js';

const me: Person = { id: 'user:alex', username: 'Alex', verified: true };
const mira: Person = { id: 'user:mira', username: 'Mira', verified: true };
const omar: Person = { id: 'omar', username: 'Omar' };
const lena: Person = { id: 'lena', username: 'Lena' };

/** The conversation on the demo page: a reply, code, reactions, a mention. */
export const launchTalk: Script = {
  me,
  others: [mira, omar, lena],
  before: [
    { by: mira, says: 'The new site is live 🎉' },
    { by: mira, says: 'With a chat on every page.' },
    { by: omar, says: 'Looks great! What did it take?' },
    {
      by: mira,
      says: 'Two lines of HTML:\n```html\n<script type="module"\n  src="/realtime-chat.js"></script>\n<realtime-chat></realtime-chat>\n```',
      reply: 3,
    },
    { by: omar, reacts: '🚀', to: 4 },
    { by: lena, reacts: '🚀', to: 4 },
    { by: me, says: 'And it stays on *our* server?' },
  ],
  after: [
    { by: mira, says: '**All of it.** One process, one command.', reply: 5 },
    { by: omar, reacts: '👍', to: 6 },
    { by: lena, says: 'Does it speak my language?' },
    { by: mira, says: 'Yes, from right to left too: مرحبا' },
    { by: lena, says: '@Alex give it a try: react, reply, write something.' },
    { by: lena, reacts: '❤️', to: 8 },
  ],
};
