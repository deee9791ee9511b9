import { existsSync } from 'node:fs';
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type FilesPlace, filesPlace } from '../../files/files-place.ts';
import { openBlobs } from '../../files/open-files.ts';
import { folderProblem } from '../../log/folder/make-folder.ts';
import type { Options } from '../../options.ts';
import { fail, type Finding, ok, warn } from './finding.ts';

const check = 'attachments';

/** Checks the place of the files that people attach. Makes nothing. @param url the public URL, if it was given */
export async function* checkAttachments(options: Options, url?: URL): AsyncGenerator<Finding> {
  const { files, redis, filesOrigin } = options;
  let place: FilesPlace | undefined;
  try {
    place = filesPlace(options);
    if (place?.bucket !== undefined) await openBlobs(place);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    yield fail(check, `${reason}.`, 'correct --files, or the variables of the bucket');
    return;
  }
  if (!place) {
    const change = redis === undefined ? '' : ' With --redis, --files names a place for them.';
    yield ok(check, `People attach no files.${files === undefined ? change : ''}`);
    return;
  }
  if (place.bucket === undefined) yield await inFolder(resolve(place.folder), options.fileLimits.total);
  else yield ok(check, `${place.bucket} can be reached.`);
  if (filesOrigin !== undefined && url !== undefined && new URL(filesOrigin).host === url.host) {
    yield fail(
      'files origin',
      `${filesOrigin} is the host of the chat, which then has nothing but files.`,
      'give --files-origin a name of its own',
    );
  }
}

async function inFolder(folder: string, total: number): Promise<Finding> {
  // The relay makes the folder of files, and the data folder around it.
  const present = [folder, dirname(folder), dirname(dirname(folder))].find(existsSync);
  if (present === undefined) {
    return fail(
      check,
      `${folder} does not exist, and neither does the folder around it.`,
      `make ${dirname(folder)}`,
    );
  }
  if (!(await stat(present)).isDirectory())
    return fail(check, `${present} is not a folder.`, 'name a folder by --files');
  try {
    await access(present, constants.W_OK);
  } catch (error) {
    const reason = folderProblem(error, present, 'written to');
    return fail(
      check,
      `${present}: ${reason}.`,
      'make it writable for the relay’s account, or name another by --files',
    );
  }
  const { bavail, blocks, bsize } = await statfs(present);
  const [free, most] = [bavail * bsize, total].map((bytes) => `${(bytes / 1e6).toFixed(0)} MB`);
  const sentence = `Files are in ${folder}: ${free} are free, and files may have ${most}.`;
  if (blocks === 0 || bavail * bsize > total) return ok(check, sentence);
  return warn(
    check,
    sentence,
    `make room, or bound files by --file-limits total=${Math.floor((bavail * bsize) / 2e6)}`,
  );
}
