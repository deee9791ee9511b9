// Runs as a process of its own, and reads every entry of a store. If the file is damaged, a signal may end the process.
import { open } from 'lmdb';
import { openTables, tableCount } from '../tables.ts';

const [folder = ''] = process.argv.slice(2);
try {
  const root = open({ path: folder, noSubdir: false, maxDbs: tableCount, readOnly: true });
  const { meta, rooms, entries, changes, reactors, uses, forgotten, notes } = openTables(root);
  for (const table of [meta, rooms, entries, changes, reactors, uses, forgotten, notes]) {
    // A store of an earlier release lacks the newer tables.
    if (!table) continue;
    for (const { value } of table.getRange({})) {
      if (value === undefined) throw new Error('an entry without a value');
    }
  }
  process.exit(0);
} catch (error) {
  // If the system refused memory or a descriptor, the store is not damaged: such codes are names, or numbers above 0.
  const code = error instanceof Error && 'code' in error ? error.code : -1;
  if (typeof code !== 'number' || code > 0) process.exit(1);
  process.send?.(error instanceof Error ? error.message : String(error), () => process.exit(1));
}
