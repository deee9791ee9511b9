// Run as a process of its own: erases a person from a room, and ends as by a crash while the store is in the middle of it.
import { setImmediate } from 'node:timers/promises';
import { LmdbLog } from '../../relay/lib/log/lmdb/lmdb-log.js';

const [folder = '', id = '', turns = '0'] = process.argv.slice(2);
const log = await LmdbLog.open(folder);
void log.append('lobby', { type: 'erase', id, sender: 'relay', person: 'ann' });
// The id is known as soon as the transaction has begun to write.
while (!(await log.knows('lobby', 'relay', id))) await setImmediate();
for (let turn = 0; turn < Number(turns); turn += 1) await setImmediate();
process.kill(process.pid, 'SIGKILL');
