import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printTable } from '../page/print-table.ts';
import { readConstants, writeConstants } from './constants.ts';
import { measure } from './measure.ts';
import { pageOf, sectionsOf } from './page.ts';

/**
 * Prints what many people need, and writes docs/scale.md.
 *
 * @param isComputed whether the last measurement is used again. A quick one is for the eye: nothing is written.
 */
export async function scale({
  isQuick,
  isComputed,
}: {
  isQuick: boolean;
  isComputed: boolean;
}): Promise<void> {
  const constants = isComputed ? readConstants() : await measure(isQuick);
  for (const { title, rows } of sectionsOf(constants)) {
    console.log(`\n${title}`);
    printTable(rows);
  }
  if (isQuick) return;
  writeConstants(constants);
  writeFileSync(join(import.meta.dirname, '../../../docs/scale.md'), pageOf(constants));
}
