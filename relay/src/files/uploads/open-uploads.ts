import { KeyedCounter } from '../../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../../limits/networks.ts';
import type { LimitSettings } from '../../limits/rate-limits.ts';
import { relaySender } from '../../log/ids.ts';
import { rateLimited, Refusal } from '../../refusal.ts';
import type { Upload } from './staging.ts';

/** After this many milliseconds without progress, an upload may be ended to make room for a new one. */
const idleTime = 10 * 60 * 1000;

/** How long a refused client is asked to wait, in milliseconds. */
const wait = 10_000;

interface Place {
  upload: Upload;
  /** When bytes last arrived, in milliseconds since 1970. */
  progress: number;
}

/** The uploads that are under way in this relay, and their bounds: for a person, an address and in all. */
export class OpenUploads {
  #settings: LimitSettings | undefined;
  /** The uploads, by id. Those without progress for longest stand first. */
  #places = new Map<string, Place>();
  #ofPerson = new KeyedCounter();
  #ofAddress = new KeyedCounter();

  /** @param settings absent if limits are switched off */
  constructor(settings: LimitSettings | undefined) {
    this.#settings = settings;
  }

  /** @returns false if the upload was there already */
  add(upload: Upload, progress: number): boolean {
    if (this.#places.has(upload.id)) return false;
    this.#places.set(upload.id, { upload, progress });
    this.#ofPerson.add(upload.owner);
    this.#ofAddress.add(...networksOf(upload.address));
    return true;
  }

  /** @returns whether the upload was there */
  remove(id: string): boolean {
    const place = this.#places.get(id);
    if (!place) return false;
    this.#places.delete(id);
    this.#ofPerson.remove(place.upload.owner);
    this.#ofAddress.remove(...networksOf(place.upload.address));
    return true;
  }

  /** Bytes of an upload have arrived. */
  touch(id: string, now = Date.now()): void {
    const place = this.#places.get(id);
    if (!place) return;
    this.#places.delete(id);
    this.#places.set(id, { ...place, progress: now });
  }

  /**
   * The uploads that have to end so that one more can begin. Only idle uploads are chosen.
   *
   * @throws {Refusal} `rate_limited`, `unavailable`: a bound is reached, and no upload under this bound is idle
   */
  inTheWayOf({ owner, address }: Pick<Upload, 'owner' | 'address'>, now = Date.now()): Upload[] {
    const settings = this.#settings;
    if (!settings) return [];
    const ending = new Set<Upload>();
    const end = (isInTheWay: (upload: Upload) => boolean): boolean => {
      for (const { upload, progress } of this.#places.values()) {
        if (!this.isIdle(progress, now) || ending.has(upload) || !isInTheWay(upload)) continue;
        ending.add(upload);
        return true;
      }
      return false;
    };
    const networks = networksOf(address);
    const isFrom = (upload: Upload): boolean =>
      networksOf(upload.address).some((each) => networks.includes(each));
    // The site's server is no person, and has no address.
    const isPerson = owner !== relaySender;
    const ofPerson = this.#ofPerson.count(owner);
    if (isPerson && ofPerson >= settings['open-uploads'] && !end((upload) => upload.owner === owner))
      throw rateLimited('more uploads at a time than one person may have (open-uploads)', wait);
    const isCrowded = isPerson && countFrom(this.#ofAddress, address) >= settings['open-uploads-address'];
    if (isCrowded && ![...ending].some(isFrom) && !end(isFrom))
      throw rateLimited('more uploads at a time than one address may have (open-uploads-address)', wait);
    const isFull = this.#places.size - ending.size >= settings['open-uploads-total'];
    if (isFull && !end(() => true)) {
      throw new Refusal('unavailable', 'as many uploads as the relay can have (open-uploads-total)', {
        retryAfter: wait / 1000,
      });
    }
    return [...ending];
  }

  /** All uploads, also those that have ended at another relay. */
  get all(): readonly Readonly<Place>[] {
    return [...this.#places.values()];
  }

  /** The uploads that may end for others. Those without progress for longest stand first. */
  idle(now = Date.now()): Upload[] {
    return this.all.filter(({ progress }) => this.isIdle(progress, now)).map(({ upload }) => upload);
  }

  /** Whether an upload without progress since a time may end for another one. */
  isIdle(progress: number, now = Date.now()): boolean {
    return now - progress >= idleTime;
  }
}
