import { cutText } from '@realtime-chat/protocol';
import type { ChatMessage, MessageFile } from '../../client/index.js';
import type { TextOptions } from '../../element/context.js';
import type { Words } from '../../i18n/words.js';
import { plainText } from '../../text/plain-text.js';

type FileKind = 'picture' | 'video' | 'audio' | 'other';

/** How a file is shown. The relay decides its type by the bytes. */
export function kindOf({ type }: Pick<MessageFile, 'type'>): FileKind {
  // Another picture, such as one in SVG, is not for browsers to show.
  if (/^image\/(png|jpeg|gif|webp|avif)$/.test(type)) return 'picture';
  const [kind] = type.split('/');
  return kind === 'video' || kind === 'audio' ? kind : 'other';
}

/** A message in words, on one line or few: its files, and its text without the marks of its format. */
export function messageText(
  { message, files = [] }: Pick<ChatMessage, 'message' | 'files'>,
  words: Words,
  { maxLength = Infinity, withAlternatives = false }: TextOptions = {},
): string {
  const text = plainText(message.length > maxLength ? cutText(message, maxLength) : message);
  if (files.length === 0) return text;
  const what = filesText(files, words);
  const alternatives = withAlternatives ? files.flatMap(({ alt }) => alt || []).join('; ') : '';
  const known = alternatives ? `${what} (${alternatives})` : what;
  return text ? `${known}: ${text}` : known;
}

/** "Photo", "3 photos", the name of a single file, or several of these. */
function filesText(files: readonly MessageFile[], words: Words): string {
  const of = (kind: FileKind): number => files.filter((file) => kindOf(file) === kind).length;
  const [pictures, videos] = [of('picture'), of('video')];
  const others = files.filter((file) => !/^(picture|video)$/.test(kindOf(file)));
  const [first, second] = others;
  return words.list([
    ...(pictures ? [pictures === 1 ? words.text('photo') : words.text('photos', { count: pictures })] : []),
    ...(videos ? [videos === 1 ? words.text('video') : words.text('videos', { count: videos })] : []),
    ...(first ? [second ? words.text('files', { count: others.length }) : first.name] : []),
  ]);
}
