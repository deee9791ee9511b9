import * as v from 'valibot';
import { bucketProblem, namesBucket } from '../files/blobs/s3-bucket.ts';
import { fileLimitsSchema } from '../files/file-limits.ts';
import { isPlainOrigin } from '../http/origins.ts';
import type { OptionTable } from './option-row.ts';

const wanted = 'must be a folder, s3://bucket/prefix, or off';

const placeSchema = v.pipe(
  v.string(wanted),
  v.nonEmpty('must not be empty'),
  v.check((place) => namesBucket(place) || !/^[a-z][a-z\d+.-]+:/i.test(place), wanted),
  v.check(
    (place) => !namesBucket(place) || bucketProblem(place) === undefined,
    ({ input }) => bucketProblem(input) ?? '',
  ),
);

/** The rows of the table of options for the files that people attach to messages. */
export const fileOptions = {
  files: {
    group: 'Files',
    schema: v.optional(placeSchema),
    default: 'files in the data folder; off with :memory: or with Redis',
    flag: 'files',
    variable: 'RELAY_FILES',
    value: 'PATH|s3://BUCKET/PREFIX|off',
    meaning:
      'Folder or bucket for the files that people attach to messages. Relays on one Redis must share it. off: people attach no files.',
  },
  filesOrigin: {
    group: 'Files',
    schema: v.optional(
      v.pipe(
        v.string('must be an origin'),
        v.check(isPlainOrigin, 'must be like https://files.example.org, without a slash at the end'),
      ),
    ),
    default: 'that of the relay',
    flag: 'files-origin',
    variable: 'RELAY_FILES_ORIGIN',
    value: 'ORIGIN',
    meaning:
      'Origin of its own for files, which leads to the same relay. The relay then serves files for this host alone, and nothing else.',
  },
  guestFiles: {
    group: 'Files',
    schema: v.optional(v.picklist(['allow', 'hold', 'deny'], 'must be allow, hold or deny'), 'allow'),
    flag: 'guest-files',
    variable: 'RELAY_GUEST_FILES',
    value: 'allow|hold|deny',
    meaning: 'Whether guests may attach files. hold: a guest’s message with a file waits for a moderator.',
  },
  fileLimits: {
    group: 'Files',
    schema: v.optional(fileLimitsSchema, {}),
    default: 'those of docs/files.md',
    flag: 'file-limits',
    variable: 'RELAY_FILE_LIMITS',
    value: 'LIST',
    form: 'pairs',
    meaning:
      'How many megabytes a file, a person in a day, an address in a day, a room and all rooms may have, such as file=25,total=10000.',
  },
} satisfies OptionTable;
