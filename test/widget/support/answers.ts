// What a relay would answer, for servers that say what they are told to say.

/** To who joins: Ann is alone in an empty room. */
export function joined(change: object = {}): object {
  return {
    ok: true,
    epoch: 'first',
    head: 0,
    floor: 1,
    mode: 'snapshot',
    messages: [],
    count: 1,
    members: [{ id: 'ann', username: 'Ann' }],
    me: { id: 'ann', username: 'Ann', session: 'session of Ann' },
    ...change,
  };
}

export function sent(seq: number): object {
  return { ok: true, epoch: 'first', seq, time: Date.now() };
}

export function refused(code: string): object {
  return { ok: false, error: { code, message: 'because a test says so' } };
}

/** An entry of the log, said by Ben. */
export function entry(seq: number, message: string, change: object = {}): object {
  const id = `message-of-Ben-${seq}`;
  return { seq, type: 'message', id, time: Date.now(), sender: 'ben', username: 'Ben', message, ...change };
}
