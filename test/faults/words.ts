import { createHash } from 'node:crypto';
import type { Random } from './random.ts';

/** What a message of a test says of itself. */
export interface Words {
  writer: string;
  number: number;
}

const shape = /^(?<writer>[\w.-]+) #(?<number>\d+) (?<filling>.*) (?<checksum>[0-9a-f]{8})$/su;
const fillings = ['plain', 'ünïcödé', '漢字', '👩‍👩‍👧', '<b>&amp;"\\', 'عربي', 'two\nlines', '.'];

/** A message that names its writer and number and cannot be changed unnoticed. */
export function write({ writer, number }: Words, random: Random, padding = 0): string {
  const length = random.chance(0.01) ? 400 : random.between(0, 12);
  const filling = Array.from({ length }, () => random.pick(fillings)).join(' ') + '.'.repeat(padding);
  const body = `${writer} #${number} ${filling}`;
  return `${body} ${checksum(body)}`;
}

/** What the text says of itself; nothing, if it is not as it was written. */
export function read(text: string): Words | undefined {
  const { writer, number, checksum: claimed } = shape.exec(text)?.groups ?? {};
  if (writer === undefined || number === undefined || claimed === undefined) return undefined;
  if (checksum(text.slice(0, -(claimed.length + 1))) !== claimed) return undefined;
  return { writer, number: Number(number) };
}

function checksum(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 8);
}
