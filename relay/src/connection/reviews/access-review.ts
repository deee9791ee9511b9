import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../../logger.ts';
import type { Permissions } from '../../moderation/permissions.ts';
import { Refusal } from '../../refusal.ts';
import type { RoomRegistry } from '../../rooms/room-registry.ts';
import type { RelaySocket } from '../../rooms/sockets.ts';
import type { SharedReviews } from './shared-reviews.ts';

/** How many people the site is asked about at the same time. */
const mostConcurrent = 10;

export interface ReviewSettings {
  rooms: RoomRegistry;
  permissions: Permissions;
  /** Absent for a relay that is alone. */
  shared: SharedReviews | undefined;
  logger: Logger;
}

/** Asks the site again whether people may still be in their rooms: rights may have changed since they joined. */
export class AccessReview {
  #settings: ReviewSettings;
  #stopping = new AbortController();

  constructor(settings: ReviewSettings) {
    this.#settings = settings;
  }

  /**
   * Asks about each person once per interval, spread evenly over it. If the answers take longer than the interval, so does
   * the round. From now on, also asks when another relay on the store is told to.
   *
   * @param interval in milliseconds
   */
  start(interval: number): void {
    const { shared, rooms } = this.#settings;
    if (shared) shared.onReview = (personId) => void this.#round(rooms.socketsInRooms(personId), 0);
    void this.#repeat(interval);
  }

  /**
   * Asks now. Other relays on the store are told to ask about their people, and are not waited for.
   *
   * @param personId the person to ask about; everybody if absent
   * @throws {Refusal} `unavailable`: the site gave no answer for at least one person here, or the others could not be told
   */
  async review(personId?: string): Promise<void> {
    const asked = this.#round(this.#settings.rooms.socketsInRooms(personId), 0);
    const [isComplete] = await Promise.all([asked, this.#settings.shared?.tell(personId)]);
    if (isComplete) return;
    throw new Refusal('unavailable', 'the site gave no answer for some people: ask again', {
      retryAfter: 5,
    });
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #repeat(interval: number): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const started = performance.now();
      await this.#round(this.#settings.rooms.socketsInRooms(), interval);
      await this.#sleep(started + interval - performance.now());
    }
  }

  /** @returns whether the site gave an answer for everybody */
  async #round(sockets: readonly RelaySocket[], interval: number): Promise<boolean> {
    const people = tabsByPerson(sockets);
    const started = performance.now();
    const underway = new Set<Promise<void>>();
    let isComplete = true;
    for (const [index, tabs] of people.entries()) {
      await this.#sleep(started + (index * interval) / people.length - performance.now());
      while (underway.size >= mostConcurrent) await Promise.race(underway);
      if (this.#stopping.signal.aborted) break;
      const asked = this.#reviewPerson(tabs).then((isKnown) => {
        isComplete &&= isKnown;
        underway.delete(asked);
      });
      underway.add(asked);
    }
    await Promise.all(underway);
    return isComplete;
  }

  /** Never rejects. */
  async #reviewPerson(tabs: readonly RelaySocket[]): Promise<boolean> {
    const { rooms, permissions, logger } = this.#settings;
    const withCachedAnswers = permissions.withCachedAnswers();
    try {
      const known = await Promise.all(tabs.map((socket) => rooms.review(socket, withCachedAnswers)));
      return !known.includes(false);
    } catch (error) {
      logger.error({ code: 'review_failed', err: error }, 'the rights of a person could not be reviewed');
      return false;
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    const { signal } = this.#stopping;
    await setTimeout(milliseconds, undefined, { signal, ref: false }).catch(() => {});
  }
}

function tabsByPerson(sockets: readonly RelaySocket[]): RelaySocket[][] {
  const people = new Map<string, RelaySocket[]>();
  for (const socket of sockets) {
    const { id } = socket.data.person;
    people.set(id, [...(people.get(id) ?? []), socket]);
  }
  return [...people.values()];
}
