import { holdsCheckMark } from '@realtime-chat/protocol';
import { isGuest, isVerified, type Person } from '../../moderation/person.ts';
import { Refusal } from '../../refusal.ts';
import { resemblesServerName } from './server-names.ts';
import type { ReservedNames } from './reserved-names.ts';
import type { TakenNames } from './taken-names.ts';

/** The names of a room that other people have. */
type OthersNames = Pick<TakenNames, 'isTaken'>;

export interface NameRules {
  /** Whether a name holds a word of the blocklist. */
  hasBlockedWord: (username: string) => boolean;
  /** Whether a name holds a link, if guests may not post links. */
  holdsLink: (username: string) => boolean;
  /** Whether people whom the site names may choose another name. */
  allowsOwnNames: boolean;
}

/** The name that a client asks for when it joins. */
export interface NameRequest {
  username: string | undefined;
  /**
   * For a person without write access: the name by which they are already known, if there is one. Undefined for a person
   * who may write.
   */
  readOnly: () => { username: string | undefined } | undefined;
}

/**
 * Decides who may go by which name. Nobody gets a name that can be taken for the relay's, for one that the site gave to
 * somebody else, or for that of another member of the room.
 */
export class NamePolicy {
  #reserved: ReservedNames;
  #rules: NameRules;

  constructor(reserved: ReservedNames, rules: NameRules) {
    this.#reserved = reserved;
    this.#rules = rules;
  }

  /**
   * The name that a person goes by. If the site alone names them, what they ask for does not count.
   *
   * @param requested the name that they ask for
   * @param known the name that they go by already
   */
  nameFor(person: Person, requested: string | undefined, known: string | undefined): string | undefined {
    if (this.isNamedBySite(person)) return person.username;
    return requested ?? known ?? person.username;
  }

  /**
   * The name under which a person who joins is shown to the others.
   *
   * @throws {Refusal} `name_taken`
   */
  nameAtJoin(
    person: Person,
    { username: requested, readOnly }: NameRequest,
    known: string | undefined,
    others: OthersNames,
  ): string | undefined {
    const restricted = this.isNamedBySite(person) ? undefined : readOnly();
    if (restricted) return this.#ifFree(known ?? restricted.username, person, others);
    const username = this.nameFor(person, requested, known);
    this.assertFree(username, person, others);
    return username;
  }

  /** Whether the site alone decides what a person is called. */
  isNamedBySite({ username }: Person): boolean {
    return username !== undefined && !this.#rules.allowsOwnNames;
  }

  /** The name, or undefined if this person may not have it. */
  #ifFree(username: string | undefined, person: Person, others: OthersNames): string | undefined {
    try {
      this.assertFree(username, person, others);
      return username;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  /** @throws {Refusal} `name_taken` */
  assertFree(username: string | undefined, person: Person, others: OthersNames): void {
    if (username === undefined || isVerified(person, username)) return;
    if (this.#rules.hasBlockedWord(username)) {
      throw new Refusal('name_taken', 'username: it holds a word that is not wanted here');
    }
    if (isGuest(person) && this.#rules.holdsLink(username)) {
      throw new Refusal('name_taken', 'username: it holds an address, which guests may not go by here');
    }
    // `name_taken` rather than `invalid`: clients ask for another name then. With a check mark the name would look
    // like one that the site vouches for.
    if (holdsCheckMark(username)) {
      throw new Refusal(
        'name_taken',
        'username: it holds a check mark, which stands for names that the site gave',
      );
    }
    const isFree =
      !resemblesServerName(username) &&
      !this.#reserved.isTaken(username, person.id) &&
      !others.isTaken(username, person.id);
    if (isFree) return;
    throw new Refusal(
      'name_taken',
      `username: ${JSON.stringify(username)} is, or looks like, somebody else's`,
    );
  }
}
