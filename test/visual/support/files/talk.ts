// Messages with files, for the pictures.
import type { ChatFile } from '@realtime-chat/protocol';
import { now, talks } from '../talk.ts';
import { drawn, sceneries } from './drawn.ts';

interface Picture {
  width: number;
  height: number;
  scenery: keyof typeof sceneries;
}

/** By their ids. `held` never arrives, and the server does not have `lost`. */
const pictures: Record<string, Picture> = {
  wide: { width: 640, height: 400, scenery: 'day' },
  high: { width: 300, height: 480, scenery: 'dusk' },
  panorama: { width: 900, height: 240, scenery: 'day' },
  tiny: { width: 40, height: 40, scenery: 'dusk' },
  snow: { width: 400, height: 300, scenery: 'snow' },
  night: { width: 480, height: 320, scenery: 'night' },
  held: { width: 480, height: 320, scenery: 'dusk' },
  lost: { width: 480, height: 320, scenery: 'day' },
};

const made = Object.fromEntries(
  Object.entries(pictures).map(([id, { width, height, scenery }]) => [
    id,
    drawn(width, height, sceneries[scenery]),
  ]),
);

/** What the server serves, by the id. */
export const served: Record<string, { type: string; data: string } | 'silence'> = {
  ...Object.fromEntries(
    Object.entries(made)
      .filter(([id]) => id !== 'lost')
      .map(([id, { data }]) => [id, { type: 'image/png', data }]),
  ),
  held: 'silence',
};

const access = { url: 'files/', key: 'key', for: 3_600_000, most: 25_000_000, attach: true };

/** What the server says of files when somebody joins. */
export const withFiles = { files: access };

function photo(id: string, change: Partial<ChatFile> = {}): ChatFile {
  const { width = 0, height = 0 } = pictures[id] ?? {};
  const { preview = '' } = made[id] ?? {};
  return { id, name: `${id}.png`, type: 'image/png', size: 240_000, width, height, preview, ...change };
}

function file(id: string, name: string, size: number, type = 'application/octet-stream'): ChatFile {
  return { id, name, type, size };
}

const words = {
  en: {
    caption: 'The meadow, as it was this morning.',
    alt: 'A meadow in front of green hills',
    answer: 'There is room for all tents.',
    thanks: 'How beautiful!',
    longName: 'Minutes of the meeting of the summer fair committee, third version (final).pdf',
  },
  ar: {
    caption: 'المرج كما كان هذا الصباح.',
    alt: 'مرج أمام تلال خضراء',
    answer: 'يوجد مكان لكل الخيام.',
    thanks: 'ما أجمله!',
    longName: 'محضر اجتماع لجنة مهرجان الصيف، النسخة الثالثة (النهائية).pdf',
  },
};

export type Kind = 'pictures' | 'grids' | 'others' | 'loading';

interface Shared {
  /** Whether it is the reader's own. */
  isOwn?: boolean;
  files?: ChatFile[];
  text?: string;
  reply?: number;
  isDeleted?: boolean;
}

function sharedIn(kind: Kind, language: 'en' | 'ar'): Shared[] {
  const { caption, alt, answer, thanks, longName } = words[language];
  const talk: Record<Kind, Shared[]> = {
    pictures: [
      { files: [photo('wide', { alt })], text: caption },
      { reply: 1, text: thanks, isOwn: true },
      { files: [photo('high')] },
      { files: [photo('panorama')], isOwn: true },
      { isDeleted: true },
      { files: [photo('snow')], text: answer },
      { files: [photo('tiny')], isOwn: true, text: answer, reply: 3 },
    ],
    grids: [
      { files: [photo('wide'), photo('high')] },
      { files: [photo('night'), photo('high'), photo('wide')], text: caption, isOwn: true },
      { files: [photo('snow'), photo('night'), photo('wide'), photo('high')] },
      {
        files: ['wide', 'night', 'high', 'snow', 'panorama'].map((id) => photo(id)),
        isOwn: true,
      },
      { files: ['night', 'high', 'wide', 'snow', 'panorama', 'tiny', 'wide'].map((id) => photo(id)) },
    ],
    others: [
      { files: [file('song', 'Brass band.mp3', 3_100_000, 'audio/mpeg')] },
      { files: [file('march', 'March.ogg', 820_000, 'audio/ogg')], isOwn: true },
      { files: [{ ...file('film', 'film.mp4', 9_200_000, 'video/mp4'), width: 640, height: 360 }] },
      { files: [file('plan', 'plan.pdf', 240_000)], text: caption },
      { files: [file('minutes', longName, 1_240_000), file('tents', 'tents.zip', 88, 'application/zip')] },
      { files: [file('list', longName, 1_240_000)], isOwn: true, text: thanks },
      { files: [photo('tiny'), file('plan', 'plan.pdf', 240_000)], isOwn: true },
    ],
    loading: [
      { files: [photo('held', { alt })], text: caption },
      { files: [photo('lost', { alt })] },
      { files: [photo('lost'), photo('held'), photo('wide')], isOwn: true },
    ],
  };
  return talk[kind];
}

/** Messages of this kind, by Mira and the reader. */
export function messagesWithFiles(kind: Kind, language: 'en' | 'ar'): object[] {
  const talk = talks[language];
  const [mira] = talk.others;
  const shared = sharedIn(kind, language);
  return shared.map(({ isOwn, files, text = '', reply, isDeleted }, index) => ({
    type: 'message',
    id: `shared-${index + 1}`,
    time: now - (shared.length - index) * 60_000,
    sender: isOwn ? 'me' : 'user:mira',
    username: isOwn ? talk.me : mira?.username,
    message: isDeleted ? '' : text,
    ...(files && { files }),
    ...(reply !== undefined && { reply }),
    ...(isDeleted && { deleted: true }),
  }));
}
