/** A message of a conversation, of which each chat makes its own kind. */
export interface Said {
  text: string;
  name: string;
  time: number;
}

const names = ['Ann', 'Ben', 'Cleo', 'Dan'];
/** The first one is often said, and the last one fills several lines. */
const texts = [
  'Yes, that works for me.',
  'I have just pushed the change to the branch; could somebody have a look at it before lunch?',
  'Thanks!',
  'The build is green again. It was the old certificate on the second machine, as you had said.',
  'We could meet at three in the small room, or at four if the others still need the time for the demo, which I would understand.',
];

/** So many messages, a minute apart: mostly short, in runs of two, each with its number. The last one is of now. */
export function talk(count: number, first = 1): Said[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const text = `${texts[number % texts.length] ?? ''} (${number})`;
    const name = names[Math.floor(number / 2) % names.length] ?? '';
    return { text, name, time: now - (count - 1 - index) * 60_000 };
  });
}
