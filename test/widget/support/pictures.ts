// Messages with files, from a server that serves them.
import { expect } from '@open-wc/testing';
import type { ChatFile } from '@realtime-chat/protocol';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined } from './answers.ts';
import { newRoom, openChat } from './chat.ts';
import { eventually } from './eventually.ts';
import { scriptedServer, type ScriptedServer } from './servers.ts';
import { part } from './view.ts';

/** A preview of a picture that is red on the left and blue on the right. */
export const preview = 'lbYCzaJaWqp4h3eAiId3co-I94iI';

/** A picture of one colour, in base64. */
export function drawn(width: number, height: number, colour = 'teal', type = 'image/png'): string {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('Nothing can be drawn here');
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  return canvas.toDataURL(type).split(',')[1] ?? '';
}

export function photo(id: string, change: Partial<ChatFile> = {}): ChatFile {
  return { id, name: `${id}.png`, type: 'image/png', size: 2400, width: 640, height: 480, ...change };
}

export function documentFile(id: string, change: Partial<ChatFile> = {}): ChatFile {
  return { id, name: `${id}.pdf`, type: 'application/octet-stream', size: 2_400_000, ...change };
}

/** The answer of a relay about files. */
export function access(key: string, change: object = {}): object {
  return { url: 'files/', key, for: 3_600_000, most: 25_000_000, attach: true, ...change };
}

interface FilesOptions {
  /** What the server has, by the id. Default: each picture that the messages name, in teal. */
  served?: Record<string, { type: string; data: string } | 'silence'>;
  /** Pictures that the server has in teal, beside those of the messages. */
  pictures?: readonly ChatFile[];
  queue?: object[];
  keys?: string[];
  accesses?: object[];
  joins?: object;
  uploads?: object[];
  /** Which share it takes of each upload, by its id. */
  taken?: Record<string, number>;
  sends?: object[];
  attributes?: Record<string, string>;
  place?: HTMLElement;
}

/** Ann, in a room with these messages of Ben. */
export async function openFiles(
  messages: readonly object[],
  { served, pictures = [], keys, accesses, joins, attributes, place, ...script }: FilesOptions = {},
): Promise<{ chat: RealtimeChat; server: ScriptedServer; room: string }> {
  const room = newRoom();
  const named = messages.flatMap((message) => ('files' in message ? (message.files as ChatFile[]) : []));
  const files = served ?? teal([...named, ...pictures]);
  const server = await scriptedServer({
    joins: { [room]: joined({ head: messages.length, messages, files: access('one'), ...joins }) },
    files,
    ...(keys && { keys }),
    ...(accesses && { accesses: accesses.map((each) => ({ ok: true, ...each })) }),
    ...script,
  });
  const chat = await openChat({ 'relay-url': server.url, room, ...attributes }, place);
  return { chat, server, room };
}

/** These pictures, as a server has them. */
function teal(pictures: readonly ChatFile[]): Record<string, { type: string; data: string }> {
  return Object.fromEntries(
    pictures.map(({ id, type, width = 64, height = 64 }) => [id, { type, data: drawn(width, height) }]),
  );
}

/** A message of Ben's with files. */
export function shared(seq: number, files: readonly ChatFile[], text = '', change: object = {}): object {
  return entry(seq, text, { files, ...change });
}

export function pictureIn(chat: RealtimeChat, index = 0): HTMLImageElement {
  const found = chat.shadowRoot?.querySelectorAll<HTMLImageElement>('[part="picture"] img')[index];
  if (!found) throw new Error(`There is no picture ${index}`);
  return found;
}

/** Waits until the picture is there. */
export function isLoaded(chat: RealtimeChat, index = 0): Promise<HTMLImageElement> {
  return eventually(() => {
    const picture = pictureIn(chat, index);
    if (!picture.complete || picture.naturalWidth === 0) throw new Error(`Picture ${index} is not loaded`);
    return picture;
  });
}

/**
 * Ann, with a picture of Ben's, pictures and other files of her own, a video, an answer to a picture, and pictures that come
 * later or never.
 */
export async function openFilesOfAllKinds(attributes: Record<string, string>): Promise<RealtimeChat> {
  const own = { sender: 'ann', username: 'Ann' };
  const film = documentFile('film', { type: 'video/mp4', name: 'film.mp4', width: 640, height: 360 });
  const song = documentFile('song', { type: 'audio/mpeg', name: 'song.mp3' });
  const { chat } = await openFiles(
    [
      shared(1, [photo('sea', { alt: 'The sea' })], 'Look'),
      shared(2, [photo('a'), photo('b'), documentFile('plan'), song], '', own),
      shared(3, [film]),
      shared(4, [documentFile('long', { name: `${'Minutes '.repeat(12)}.pdf` })], 'Both', {
        ...own,
        reply: 1,
      }),
      shared(5, [photo('held', { preview }), photo('lost', { alt: 'A boat' })]),
    ],
    { served: { ...teal(['sea', 'a', 'b'].map((id) => photo(id))), held: 'silence' }, attributes },
  );
  await isLoaded(chat, 2);
  await eventually(() => expect(chat.shadowRoot?.querySelector('[part="picture"][data-failed]')).to.exist);
  await eventually(() => part(chat, 'audio'));
  return chat;
}
