/** A test, or a file of tests: `after` of node:test is of the latter. */
export interface Scope {
  after(undo: () => Promise<void>): void;
}

const undone = new WeakMap<object, (() => unknown)[]>();

/** Like `t.after`, but what was made last is undone first: a relay is closed before its folder is removed. */
export function afterwards(t: Scope, undo: () => unknown): void {
  const known = undone.get(t);
  const all = known ?? [];
  all.push(undo);
  if (known) return;
  undone.set(t, all);
  t.after(() => undoAll(all));
}

async function undoAll(all: (() => unknown)[]): Promise<void> {
  const last = all.pop();
  if (!last) return;
  try {
    await last();
  } finally {
    await undoAll(all);
  }
}
