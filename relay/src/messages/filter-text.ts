import { captionSchema, type ChatFile, parse, textSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import type { Filter, FilteredFile } from './content-filter.ts';
import { type NormalizedText, normalizeText } from './normalized-text.ts';
import type { RelayContext } from '../context.ts';
import { Refusal } from '../refusal.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** What a person wants to write. */
export interface Content {
  text: string;
  /** The files of the message, which an edit leaves as they are. */
  files?: readonly ChatFile[] | undefined;
}

/**
 * Applies the site's filter and the blocklist. The text is normalized once, for all checks that follow.
 *
 * @param isKnown whether the entry is stored already; then it cannot be refused any more
 * @returns the text as the site's filter returned it
 * @throws {Refusal} `invalid`, `blocked`, or the refusal of the site's filter
 */
export async function filterText(
  socket: RelaySocket,
  { filter, hasBlockedWord }: RelayContext,
  room: string,
  { text, files }: Content,
  isKnown: boolean,
): Promise<NormalizedText> {
  const { id, username, roles } = socket.data.person;
  try {
    const original = normalizeText(text);
    const about = { room, person: { id, username, roles }, ...(files && { files: files.map(filteredFile) }) };
    const message = filter ? await runFilter(filter, text, about) : text;
    const schema = files || text === '' ? captionSchema : textSchema;
    const normalized = message === text ? original : normalizeText(textFrom(message, schema));
    const fields = [normalized, ...(files ?? []).flatMap(({ name, alt = '' }) => [name, alt])];
    if (fields.some(hasBlockedWord)) {
      throw new Refusal('blocked', 'message: it contains a word that is blocked here');
    }
    return normalized;
  } catch (error) {
    if (isKnown && error instanceof Refusal) return { text, plain: text };
    throw error;
  }
}

function filteredFile({ id, name, type, size, alt }: ChatFile): FilteredFile {
  return { id, name, type, size, ...(alt !== undefined && { alt }) };
}

async function runFilter(filter: Filter, ...args: Parameters<Filter>): Promise<string> {
  try {
    return await filter(...args);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // `boundedHook` has logged the reason.
    throw new Refusal('unavailable', 'the site cannot check the message at the moment', { retryAfter: 5 });
  }
}

/** Validates the return value of the site's filter. */
function textFrom(message: unknown, schema: v.GenericSchema<unknown, string>): string {
  const parsed = parse(v.object({ message: schema }), { message });
  if (!parsed.ok) throw new TypeError(`filter gave no text: ${parsed.reason}`);
  return parsed.value.message;
}
