// Time, where a test would have to wait for it.

type Wait = { act: () => void; at: number };

const real = { setTimeout, clearTimeout, Date };
let waits: Map<number, Wait> | undefined;
let now = 0;
let lastId = 1_000_000_000;

afterEach(() => {
  waits = undefined;
  Object.assign(window, real);
});

/** From now on, whatever waits for a second or more, or for as long as told, does so until the test lets the time pass. */
export function holdTime(least = 1000): void {
  const held = (waits = new Map<number, Wait>());
  const set = (act: () => void, milliseconds = 0, ...words: []): number => {
    if (milliseconds < least) return Number(real.setTimeout.call(window, act, milliseconds, ...words));
    held.set(++lastId, { act: () => act(...words), at: now + milliseconds });
    return lastId;
  };
  const clear = (id: number | undefined): void => {
    if (!held.delete(id ?? 0)) real.clearTimeout.call(window, id);
  };
  Object.assign(window, { setTimeout: set, clearTimeout: clear });
}

/** Lets so many milliseconds pass: what has waited for them happens, in its order. */
export function passTime(milliseconds: number): void {
  if (!waits) throw new Error('The time is not held');
  const until = now + milliseconds;
  for (;;) {
    const due = [...waits].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at);
    const [first] = due;
    if (!first) break;
    const [id, { act, at }] = first;
    waits.delete(id);
    now = at;
    act();
  }
  now = until;
}

/** Sets the clock of this page ahead, by so many milliseconds. */
export function setClockAhead(milliseconds: number): void {
  const Ahead = new Proxy(real.Date, {
    construct: (RealDate, given: [], asked: new () => object): object =>
      Reflect.construct(RealDate, given.length > 0 ? given : [RealDate.now() + milliseconds], asked),
    get: (RealDate, name): unknown =>
      name === 'now' ? () => RealDate.now() + milliseconds : Reflect.get(RealDate, name),
  });
  Object.assign(window, { Date: Ahead });
}
