import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a relay costs, as measured. Times are CPU seconds of all threads of the process, sizes are bytes. */
export interface Costs {
  /** Resident memory of the process without connections. */
  base: number;
  /** Resident memory of a connection. */
  connection: number;
  /** An open connection that does nothing, for a second. */
  idle: number;
  /** To connect and to join. */
  join: number;
  /** A message that a person sends: checks, store, answer. */
  append: number;
  /** A frame to one person, whatever is in it. */
  frame: number;
  /** A message in a frame to one person. */
  delivery: number;
  /** A list of members to one person. A room sends it at most once a second while people come and go. */
  list: number;
}

export interface RedisCosts {
  /** CPU of Redis for a message that one relay appends, and for each relay that is told of it. */
  append: number;
  told: number;
  /** Memory of a message in Redis. */
  message: number;
  /** CPU of a relay for a message that another one has appended, before it is delivered. */
  heard: number;
}

export interface Constants {
  circumstances: string[];
  lone: Costs;
  shared: Costs;
  redis: RedisCosts;
}

const file = join(import.meta.dirname, 'constants.json');

export function readConstants(): Constants {
  return JSON.parse(readFileSync(file, 'utf8')) as Constants;
}

export function writeConstants(constants: Constants): void {
  writeFileSync(file, `${JSON.stringify(constants, undefined, 2)}\n`);
}
