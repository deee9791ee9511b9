// Run as a process of its own: tells the ids of the processes that have a store open.
import { open } from 'lmdb';
import { idsOfReaders } from './readers.ts';
import { tableCount } from '../tables.ts';

const [folder = ''] = process.argv.slice(2);
const root = open({ path: folder, noSubdir: false, maxDbs: tableCount, readOnly: true });
process.send?.(idsOfReaders(root), () => process.exit(0));
