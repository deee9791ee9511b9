// Run as a process of its own, to be killed in the middle of its work: appends to a log on the disk without end, and
// tells its parent of each message that the log has acknowledged.
import { LmdbLog } from '../../relay/lib/log/lmdb/lmdb-log.js';

const [folder = '', run = ''] = process.argv.slice(2);
const log = await LmdbLog.open(folder);

/** @param {number} writer @returns {Promise<never>} */
async function appendWithoutEnd(writer) {
  for (let count = 1; ; count += 1) {
    const id = `${run}-${writer}-${count}`;
    const { seq } = await log.append('lobby', { type: 'message', id, sender: 'ann', message: id });
    process.send?.({ id, seq });
  }
}

await Promise.all([1, 2, 3, 4].map(appendWithoutEnd));
