import { type ChatFile, type EntriesFrame, isVisible, type TutorialMessage } from '@realtime-chat/protocol';
import type { FileTransfer } from '../../files/transfer.ts';
import { textAfter } from '../../log/entry-types.ts';
import type { Entry, RoomLog } from '../../log/log.ts';
import type { RelayServer } from '../sockets.ts';

/** The sockets of clients that do not show files. */
export const fileTextChannelOf = (room: string): string => `file-texts:${room}`;

interface WithFiles {
  message: string;
  files?: ChatFile[] | undefined;
}

/**
 * Files for clients that do not show them, because they are older: after the caption, the text has a line with name and address for
 * each file. A key is in the address, so it leads to the file for a while only.
 */
export class FileTexts {
  #log: Pick<RoomLog, 'entriesAfter'>;
  #transfer: Pick<FileTransfer, 'address' | 'keys'>;
  #path: string;

  /** @param path of the relay, with a slash at its end */
  constructor(
    log: Pick<RoomLog, 'entriesAfter'>,
    transfer: Pick<FileTransfer, 'address' | 'keys'>,
    path: string,
  ) {
    this.#log = log;
    this.#transfer = transfer;
    this.#path = path;
  }

  /** A message, with its files in the text. */
  message<T extends WithFiles>(room: string, message: T, origin: string): T {
    if (!message.files) return message;
    return { ...message, message: this.#text(room, message, origin), files: undefined };
  }

  /** Entries, with the files in the texts of messages and of their edits. */
  async entries(room: string, entries: readonly Entry[], origin: string): Promise<Entry[]> {
    return Promise.all(
      entries.map(async (entry): Promise<Entry> => {
        if (entry.type === 'message') return this.message(room, entry, origin);
        if (entry.type !== 'edit' || entry.message === undefined) return entry;
        const [original] = await this.#log.entriesAfter(room, entry.target - 1, 1);
        const files =
          original?.type === 'message' && original.seq === entry.target ? original.files : undefined;
        if (!files) return entry;
        return { ...entry, message: this.#text(room, { message: entry.message, files }, origin) };
      }),
    );
  }

  /**
   * The text of an edit, without the lines that a client has got from here and sends back with its caption.
   *
   * @param origin as in the data of its socket
   */
  captionIn(room: string, { message, files }: WithFiles, origin: string | undefined): string {
    if (!files || origin === undefined) return message;
    // The key is the end of a line. What comes before it is made once for each file: a text may have thousands of lines.
    const starts = files.map((file) => this.#line(room, file, origin, ''));
    // The client may have got it some time ago.
    const isKey = (key: string): boolean => this.#transfer.keys.judge(room, key) !== 'wrong';
    const isOurs = (line: string): boolean =>
      starts.some((start) => line.startsWith(start) && isKey(line.slice(start.length)));
    const own = message.split('\n').filter((line) => !isOurs(line));
    const caption = own.join('\n');
    // As in a request: invisible characters alone are an empty text.
    return isVisible(caption) ? caption : '';
  }

  /** Sends a frame to all in a channel: to each client in the form that it shows. */
  emit(io: RelayServer, channel: string, frame: EntriesFrame & { entries: Entry[] }): void {
    const { room, entries } = frame;
    const origins = entries.some(mayShowFiles) ? originsIn(io, fileTextChannelOf(room)) : noOrigins;
    if (origins.size === 0) {
      io.to(channel).emit('entries', frame);
      return;
    }
    io.to(channel).except(fileTextChannelOf(room)).emit('entries', frame);
    for (const [origin, ids] of origins) {
      void this.entries(room, entries, origin).then(
        (shown) => io.to(ids).emit('entries', { ...frame, entries: shown }),
        // The store is away. The clients notice the gap, and join again.
        () => {},
      );
    }
  }

  /** The same for clients of the classic tutorial. */
  emitTutorial(
    io: RelayServer,
    channel: string,
    room: string,
    message: TutorialMessage & WithFiles & { seq: number; time: number },
  ): void {
    for (const [origin, ids] of originsIn(io, channel))
      io.to(ids).emit('message', this.message(room, message, origin));
  }

  #text(room: string, { message, files = [] }: WithFiles, origin: string): string {
    const lines = files.map((file) => this.#line(room, file, origin));
    return [message, ...lines].filter((line) => line !== '').join('\n');
  }

  /** @param key the present one if absent */
  #line(room: string, file: ChatFile, origin: string, key?: string): string {
    const address = this.#transfer.address(room, file, key);
    return `${file.name} ${URL.canParse(address) ? address : origin + this.#path + address}`;
  }
}

const noOrigins: ReadonlyMap<string, string[]> = new Map();

/** The sockets in a channel, by the origin at which they reach the relay. */
function originsIn(io: RelayServer, channel: string): Map<string, string[]> {
  const { adapter, sockets } = io.of('/');
  const found = new Map<string, string[]>();
  for (const id of adapter.rooms.get(channel) ?? []) {
    const origin = sockets.get(id)?.data.origin;
    if (origin === undefined) continue;
    const ids = found.get(origin);
    if (ids) ids.push(id);
    else found.set(origin, [id]);
  }
  return found;
}

/** Whether the text of an entry may have to name files. */
function mayShowFiles(entry: Entry): boolean {
  return entry.type === 'message' ? entry.files !== undefined : textAfter(entry) === 'replaced';
}
