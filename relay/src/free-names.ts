import type { LiveRoom } from './live-room.ts';
import type { RoomLog } from './log/log.ts';
import { looksLikeServer, Names } from './names.ts';
import { isVerified, type Person } from './person.ts';
import { Refusal } from './refusal.ts';

/** Under which the log keeps the names that the site has given, by person. */
const kind = 'name';

/**
 * Sees to it that nobody goes by a name that can be taken for the relay's, for one that the site gave to somebody else, or
 * for that of somebody in the room.
 */
export class FreeNames {
  #log: RoomLog;
  #given = new Map<string, string>();
  #names = new Names();

  private constructor(log: RoomLog) {
    this.#log = log;
  }

  static async open(log: RoomLog): Promise<FreeNames> {
    const names = new FreeNames(log);
    for (const [id, name] of await log.notes(kind)) if (typeof name === 'string') names.#give(id, name);
    return names;
  }

  /** The site says what somebody is called: it stays theirs also while they are not here. */
  async give({ id, username }: Person): Promise<void> {
    if (username === undefined || this.#given.get(id) === username) return;
    this.#give(id, username);
    await this.#log.note(kind, id, username);
  }

  /** @throws {Refusal} `name_taken` */
  assert(username: string | undefined, person: Person, room: LiveRoom): void {
    if (username === undefined || isVerified(person, username)) return;
    const isFree =
      !looksLikeServer(username) &&
      !this.#names.isTaken(username, person.id) &&
      !room.names.isTaken(username, person.id);
    if (isFree) return;
    throw new Refusal(
      'name_taken',
      `username: ${JSON.stringify(username)} is, or looks like, somebody else's`,
    );
  }

  #give(id: string, name: string): void {
    const earlier = this.#given.get(id);
    if (earlier !== undefined) this.#names.remove(earlier, id);
    this.#given.set(id, name);
    this.#names.add(name, id);
  }
}
