import { allRooms } from '../log/all-rooms.ts';
import type { LogReader } from '../log/log.ts';

/** One room a line, as JSON, for programs. */
export async function* roomLines(log: LogReader): AsyncGenerator<string> {
  for await (const summary of allRooms(log)) yield `${JSON.stringify(summary)}\n`;
}

/** One room a line, in columns, for a terminal. The name comes last, since it may be long. */
export async function* roomTable(log: LogReader): AsyncGenerator<string> {
  yield columns('MESSAGES', 'FLOOR', 'HEAD', 'LAST ACTIVITY', 'ROOM');
  for await (const { room, messages, floor, head, lastActivity } of allRooms(log)) {
    const time = new Date(lastActivity).toISOString().slice(0, -5);
    yield columns(String(messages), String(floor), String(head), `${time}Z`, visible(room));
  }
}

function columns(messages: string, floor: string, head: string, time: string, room: string): string {
  const numbers = [messages, floor, head].map((cell) => cell.padStart(9)).join(' ');
  return `${numbers}  ${time.padEnd(20)}  ${room}\n`;
}

/** A name without anything that a terminal obeys, or that changes the direction of the line. */
export function visible(name: string): string {
  return name.replaceAll(/\p{C}/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
