// What was said in the pictures.

/** When the pictures are taken. */
export const now = Date.UTC(2026, 2, 12, 9, 21);

interface Person {
  id: string;
  username: string;
  /** Whether the site itself gave them the name. */
  verified?: true;
}

interface Said {
  /** Without it, it was the reader. */
  by?: Person;
  /** How many minutes ago. */
  ago: number;
  message?: string;
  reply?: number;
  isEdited?: boolean;
  isDeleted?: boolean;
  /** Who gave it which emoji; the reader is `me`. */
  reactions?: Record<string, (Person | 'me')[]>;
}

interface Talk {
  /** The reader's name. */
  me: string;
  /** Who is here besides. */
  others: Person[];
  heading: string;
  said: Said[];
  /** One's own messages that do not get through: refused, not confirmed, held for a moderator, waiting. */
  stuck: [string, string, string, string];
  /** What somebody begins to write. */
  draft: string;
}

const mira: Person = { id: 'mira', username: 'Mira', verified: true };
const omar = { id: 'omar', username: 'Omar Haddad' };
const lena = { id: 'lena', username: 'Lena' };

const english: Talk = {
  me: 'Ann',
  others: [mira, omar, lena],
  heading: 'Summer fair',
  said: [
    { by: omar, ago: 950, message: 'Who brings the tables?' },
    {
      by: mira,
      ago: 19,
      message:
        'Good morning! **Still open:**\n- tents, from *Thursday* on\n- `plan.pdf`, see https://fair.example/plan',
    },
    { by: mira, ago: 18, message: 'And the music.' },
    { ago: 14, message: 'The tables are mine.', reply: 1, isEdited: true, reactions: { '👍': [mira, omar] } },
    { ago: 13, message: 'Eight of them, and the benches that go with them.' },
    { by: lena, ago: 9, isDeleted: true },
    {
      by: omar,
      ago: 6,
      message: '@Ann thank you! @Lena, can you lend us the van?',
      reactions: { '🎉': ['me', mira], '👍': [lena] },
    },
    { by: lena, ago: 2, message: '> can you lend us the van?\nOf course.' },
  ],
  stuck: [
    'The key is under the mat.',
    'Shall I bring cake?',
    'The recipe: https://cakes.example/42',
    'Or bread, which keeps for longer.',
  ],
  draft: 'Thanks @',
};

const german: Talk = {
  ...english,
  me: 'Annegret',
  heading: 'Donaudampfschifffahrtsgesellschaftsversammlung',
  said: [
    {
      by: { id: 'omar', username: 'Maximiliane von Oberammergau-Unterhaching' },
      ago: 19,
      message:
        'Die Rechtsschutzversicherungsgesellschaften verlangen eine **Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung**.',
      reactions: { '👍': ['me', lena] },
    },
    { ago: 14, message: 'Straßenverkehrszulassungsordnung genügt nicht?', reply: 1, isEdited: true },
    { by: lena, ago: 9, isDeleted: true },
  ],
};

const sara: Person = { id: 'mira', username: 'سارة', verified: true };
const omarInArabic = { id: 'omar', username: 'عمر حداد' };

const arabic: Talk = {
  me: 'ليلى',
  others: [sara, omarInArabic, lena],
  heading: 'مهرجان الصيف',
  said: [
    { by: omarInArabic, ago: 950, message: 'من سيحضر الطاولات؟' },
    {
      by: sara,
      ago: 19,
      message:
        'صباح الخير! **ما زال ينقصنا:**\n- الخيام، ابتداءً من *الخميس*\n- `plan.pdf`، انظروا https://fair.example/plan',
    },
    { by: sara, ago: 18, message: 'والموسيقى.' },
    { ago: 14, message: 'الطاولات عليّ.', reply: 1, isEdited: true, reactions: { '👍': [sara, omarInArabic] } },
    { ago: 13, message: 'ثماني طاولات مع المقاعد التي تخصها.' },
    { by: lena, ago: 9, isDeleted: true },
    {
      by: omarInArabic,
      ago: 6,
      message: '@ليلى شكرًا! @Lena هل تعيريننا السيارة؟',
      reactions: { '🎉': ['me', sara], '👍': [lena] },
    },
    { by: lena, ago: 2, message: '> هل تعيريننا السيارة؟\nOf course, any time.' },
  ],
  stuck: [
    'المفتاح تحت السجادة.',
    'هل أحضر كعكة؟',
    'الوصفة: https://cakes.example/42',
    'أو خبزًا، فهو يبقى مدة أطول.',
  ],
  draft: 'شكرًا @',
};

/** As pages name them. */
export const tags = { en: 'en-GB', de: 'de', ar: 'ar' };
export const talks = { en: english, de: german, ar: arabic };
export type Language = keyof typeof talks;

/** Its messages as the relay stores them. */
export function messagesOf({ said, me }: Talk, myId: string) {
  const reader: Person = { id: myId, username: me };
  return said.map(({ by = reader, ago, message = '', reply, isEdited, isDeleted }, index) => {
    const time = now - ago * 60_000;
    return {
      type: 'message' as const,
      seq: index + 1,
      id: `message-${index + 1}`,
      time,
      sender: senderOf(by, reader),
      username: by.username,
      ...(by.verified && { verified: true }),
      message,
      ...(reply !== undefined && { reply }),
      ...(isEdited && { edited: time }),
      ...(isDeleted && { deleted: true }),
    };
  });
}

/** All entries of a room's log: a store counts by itself what messages were given. */
export function entriesOf(talk: Talk, myId: string) {
  const reader: Person = { id: myId, username: talk.me };
  const messages = messagesOf(talk, myId);
  const given = talk.said.flatMap(({ reactions = {} }, index) =>
    Object.entries(reactions).flatMap(([emoji, people]) =>
      people.map((each, before) => ({
        emoji,
        target: index + 1,
        count: before + 1,
        by: each === 'me' ? reader : each,
      })),
    ),
  );
  const reactions = given.map(({ by, ...rest }, index) => ({
    type: 'react' as const,
    seq: messages.length + index + 1,
    id: `reaction-${index + 1}`,
    time: now,
    sender: senderOf(by, reader),
    username: by.username,
    on: true,
    ...rest,
  }));
  return [...messages, ...reactions];
}

/** As the relay names those whom its host knows. */
function senderOf(person: Person, reader: Person): string {
  return person === reader ? person.id : `user:${person.id}`;
}
