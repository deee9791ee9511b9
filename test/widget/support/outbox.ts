// What pages keep of what is not acknowledged, which they share with the test's own page.
import { createStore, values } from 'idb-keyval';

/** A message that is kept, as far as tests look at it. */
interface Kept {
  place: string;
  message?: string;
  /** As whom it was tried. */
  sender?: string;
}

const outbox = createStore('realtime-chat', 'outbox');

/** @returns what is kept for this room, by whichever page. */
export async function keptFor(room: string): Promise<Kept[]> {
  const all = await values<Kept>(outbox);
  return all.filter(({ place }) => place.includes(JSON.stringify(room)));
}
