import { readFileSync } from 'node:fs';

/** Files of a server that are no connections. */
const others = 100;

/** @throws {Error} if a process may not open so many connections */
export function assertMayOpen(connections: number): void {
  const [, soft] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  const most = soft === 'unlimited' ? Infinity : Number(soft);
  if (connections + others > most)
    throw new Error(
      `${connections} connections need ${connections + others} open files, and a process may have ${most}: raise the limit (ulimit -n)`,
    );
}
