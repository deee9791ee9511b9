import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A fenced block of code in a document. */
export interface Block {
  file: string;
  line: number;
  language: string;
  code: string;
  /** For the names of tests and for messages. */
  place: string;
}

/** All documents of the checkout, without the changelog, which tells of the past. */
export const documents = [
  ...markdownIn('.').filter((file) => file !== 'CHANGELOG.md'),
  ...markdownIn('docs'),
  ...['protocol', 'widget', 'relay'].map((name) => `${name}/README.md`),
];

export const blocks: readonly Block[] = documents.flatMap(blocksIn);

export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function markdownIn(folder: string): string[] {
  const prefix = folder === '.' ? '' : `${folder}/`;
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => prefix + file);
}

function blocksIn(file: string): Block[] {
  const text = read(file);
  return [...text.matchAll(/^( *)```(\S*)\n(.*?)^ *```$/gms)].map(
    ({ index, 1: indentation = '', 2: language = '', 3: code = '' }) => {
      const line = text.slice(0, index).split('\n').length;
      const lines = code.split('\n').map((each) => each.replace(indentation, ''));
      return { file, line, language, code: lines.join('\n'), place: `${file}:${line}` };
    },
  );
}
