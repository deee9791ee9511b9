// A bot that throws dice: it answers `/roll 2d6`.
//
//   RELAY_URL=http://localhost:3700 ROOM=lobby node bot.js
import { randomInt } from 'node:crypto';
import { ChatRoom } from '@realtime-chat/widget/client';

const { RELAY_URL = 'http://localhost:3700', ROOM = 'lobby', TOKEN: token } = process.env;

// A token of the site gives the bot a name that nobody else can take.
const room = new ChatRoom({ relayUrl: RELAY_URL, room: ROOM, ...(token ? { token } : { username: 'Dice' }) });

/** The answer to a text, if it is a throw: at most 20 dice of at most 1,000 sides. */
function answerTo(text) {
  const [, count = '1', sides] = /^\/roll (\d{1,2})?d(\d{1,4})$/.exec(text.trim()) ?? [];
  if (!sides || count > 20 || count < 1 || sides > 1000 || sides < 2) return undefined;
  const thrown = Array.from({ length: Number(count) }, () => randomInt(1, Number(sides) + 1));
  const sum = thrown.reduce((left, right) => left + right);
  return thrown.length > 1 ? `${thrown.join(' + ')} = ${sum}` : String(sum);
}

room.on('message', (message) => {
  const answer = message.own ? undefined : answerTo(message.message);
  if (answer === undefined) return;
  room.send(answer, message).catch(console.error);
});
room.on('status', ({ status }) => console.log(status));
room.connect();
process.once('SIGTERM', () => room.close());
