import { fileLimits } from './file-limits.ts';
import { nameFrom, withFewMarks } from '../name.ts';
import { cutText } from '../text.ts';

/** In place of a name of which nothing is left. */
const unnamed = 'file';

/** The ending of a name, such as `.tar.gz`, if it is short. */
const ending = /(?:\.tar)?\.[^.\s]{1,16}$/u;

/**
 * The name of a file as it is stored: the last part of a path, on one line, without controls of direction and other invisible
 * characters. A name that is too long is cut before its ending.
 */
export function fileNameFrom(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const name = nameFrom(
    withFewMarks(last.replace(/\p{Surrogate}/gu, '')).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' '),
  )
    // Some systems hide files with such a name, or cannot store it.
    .replace(/^[. ]+|[. ]+$/gu, '');
  if (name === '') return unnamed;
  if (name.length <= fileLimits.name) return name;
  const [kept = ''] = ending.exec(name) ?? [];
  return cutText(name.slice(0, name.length - kept.length), fileLimits.name - kept.length).trimEnd() + kept;
}
