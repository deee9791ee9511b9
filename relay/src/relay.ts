import type { Publication, Published } from './messages/publish.ts';

/** A mounted relay. */
export interface Relay {
  /**
   * Sends a message to a room. Without a `username` it is shown as the relay's own. A second call with the same `id`
   * stores nothing. With `files`, which the HTTP API has uploaded to this room, the text may be empty.
   *
   * @throws {Refusal} `invalid`, `conflict`, `unavailable`; for files also `files_off`, `file_not_found`
   */
  publish(room: string, message: Omit<Publication, 'room'>): Promise<Published>;
  /**
   * Asks `authorize` again about the people in rooms at once, and not only at the next interval. A person who may not `join` any
   * more is removed from the room, in all their tabs. Relays that share a Redis are told to ask about their people too, and are not
   * waited for. A relay that is not connected at this time asks as soon as it is.
   *
   * @param personId the id that the hooks get (`user:7`); everybody if absent
   * @throws {Refusal} `unavailable`: the site gave no answer for some people, who stay until it answers, or the other relays
   * could not be told.
   */
  review(personId?: string): Promise<void>;
  /**
   * Ends all connections, finishes pending writes, and unmounts the relay from the server. Settles within four seconds, and if
   * other relays share its Redis, after the seconds in which its clients are moved to them.
   *
   * @param reason for the log
   * @param drainSeconds in place of the option. 0 also ends a drain that is under way
   * @throws {Error} if the store could not be closed, because a write hangs. `process.exit` would wait for that write too,
   * so only a signal ends the process then.
   */
  close(reason?: string, drainSeconds?: number): Promise<void>;
}
