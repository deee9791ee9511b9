// Run as a process of its own: holds the write lock of a store until it gets a message, so that every commit of
// another process hangs.
import { once } from 'node:events';
import { open } from 'lmdb';

const [folder = ''] = process.argv.slice(2);
const root = open({ path: folder, noSubdir: false, maxDbs: 8, overlappingSync: false });
await root.transaction(async () => {
  process.send?.('held');
  await once(process, 'message');
});
process.disconnect();
