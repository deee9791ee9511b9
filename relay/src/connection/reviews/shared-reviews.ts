import * as v from 'valibot';
import { type RoomLog, sharedKinds } from '../../log/log.ts';
import type { Nodes } from '../../nodes/nodes.ts';

/** The place in the store of the reviews that were asked for last. */
const kind = `${sharedKinds}reviews`;
const key = 'last';

/** How many are kept. A relay that has missed more reviews everybody. */
const mostKept = 100;

const reviewSchema = v.object({ number: v.number(), from: v.string(), person: v.optional(v.string()) });
/** `count` is the number of the last one. */
const storedSchema = v.object({ count: v.number(), last: v.array(reviewSchema) });

type Stored = v.InferOutput<typeof storedSchema>;

/**
 * Tells all relays that share a store to review people. The last reviews are in the store, by number. So a relay knows which it has
 * missed, as after a loss of its connection, and does them then.
 */
export class SharedReviews {
  /** Called for a review that another relay has asked for. Without a person, it is about everybody. */
  onReview: (person: string | undefined) => void = () => {};
  #log: RoomLog;
  #node: string;
  /** The number of the last one that this relay knows; undefined until it has read that. */
  #known: number | undefined;

  private constructor(log: RoomLog, node: string) {
    this.#log = log;
    this.#node = node;
  }

  /** @throws {Refusal} `unavailable` */
  static async open(log: RoomLog, { id }: Nodes): Promise<SharedReviews> {
    const reviews = new SharedReviews(log, id);
    await log.watchMeta(kind, async (changed, value) => {
      reviews.#receive(parseStored(changed === undefined ? await log.getMeta(kind, key) : value));
    });
    reviews.#known = parseStored(await log.getMeta(kind, key)).count;
    return reviews;
  }

  /**
   * Tells the other relays.
   *
   * @throws {Refusal} `unavailable`
   */
  async tell(person: string | undefined): Promise<void> {
    await this.#log.updateMeta(kind, key, (before): Stored => {
      const { count, last } = parseStored(before);
      const number = count + 1;
      return { count: number, last: [...last, { number, from: this.#node, person }].slice(-mostKept) };
    });
  }

  #receive({ count, last }: Stored): void {
    const known = this.#known;
    if (known === undefined || count === known) return;
    this.#known = count;
    const missed = last.filter(({ number }) => number > known);
    // It is fewer if the list has lost some, or if the store was emptied.
    const isWhole = missed.length === count - known;
    const people = new Set(missed.filter(({ from }) => from !== this.#node).map(({ person }) => person));
    if (!isWhole || people.has(undefined)) this.onReview(undefined);
    else for (const person of people) this.onReview(person);
  }
}

function parseStored(value: unknown): Stored {
  const parsed = v.safeParse(storedSchema, value);
  return parsed.success ? parsed.output : { count: 0, last: [] };
}
