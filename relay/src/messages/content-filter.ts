import type { Person } from '../moderation/person.ts';

/**
 * Looks at a text before it is stored.
 *
 * @returns the text that is to be stored
 * @throws {Refusal} `blocked`, or by another name, where it is not to be; anything else that is thrown refuses as
 * `unavailable`
 */
export type Filter = (
  message: string,
  about: { room: string; person: Readonly<Pick<Person, 'id' | 'username' | 'roles'>> },
) => string | Promise<string>;
