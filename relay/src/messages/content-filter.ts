import type { ChatFile } from '@realtime-chat/protocol';
import type { Person } from '../moderation/person.ts';

/** A file of the message that is checked. Its name and its alternative text come from its sender. */
export type FilteredFile = Readonly<Pick<ChatFile, 'id' | 'name' | 'type' | 'size' | 'alt'>>;

/**
 * The site's hook that checks a text before it is stored. The text may be empty if the message has files.
 *
 * @returns the text to store
 * @throws {Refusal} `blocked` or another code, to refuse the text; any other error refuses it as `unavailable`
 */
export type Filter = (
  message: string,
  about: {
    room: string;
    person: Readonly<Pick<Person, 'id' | 'username' | 'roles'>>;
    files?: readonly FilteredFile[];
  },
) => string | Promise<string>;
