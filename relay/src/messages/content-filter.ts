import type { Person } from '../moderation/person.ts';

/**
 * The site's hook that checks a text before it is stored.
 *
 * @returns the text to store
 * @throws {Refusal} `blocked` or another code, to refuse the text; any other error refuses it as `unavailable`
 */
export type Filter = (
  message: string,
  about: { room: string; person: Readonly<Pick<Person, 'id' | 'username' | 'roles'>> },
) => string | Promise<string>;
