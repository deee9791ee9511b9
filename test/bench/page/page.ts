import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Goal, Picture, Result, Row } from '../bench.ts';
import { circumstances } from './machine.ts';
import { drawn } from './svg.ts';

/** What a bench has said of itself, and what it measured. */
export interface Measured extends Result {
  name: string;
  title: string;
  about: string;
  /** Why it measured nothing. */
  failure?: string;
}

const docs = join(import.meta.dirname, '../../../docs');
const pictures = join(docs, 'performance');

/** Writes docs/performance.md and its pictures. */
export function writePage(measured: readonly Measured[], { isQuick }: { isQuick: boolean }): void {
  mkdirSync(pictures, { recursive: true });
  for (const file of readdirSync(pictures)) rmSync(join(pictures, file));
  for (const { pictures: drawings = [] } of measured)
    for (const picture of drawings) writeFileSync(join(pictures, `${picture.name}.svg`), drawn(picture));
  writeFileSync(join(docs, 'performance.md'), pageOf(measured, { isQuick }));
}

export function pageOf(measured: readonly Measured[], { isQuick }: { isQuick: boolean }): string {
  const goals = measured.flatMap(({ goals: of = [] }) => of);
  const missed = goals.filter(({ isReached }) => !isReached);
  return [
    '# Performance',
    'For operators and contributors: what one run of `npm run bench` measured. The command writes this page; do not edit it by hand.',
    bullets([...circumstances(), ...(isQuick ? ['A quick run: small sizes, short times'] : [])]),
    `Of ${goals.length} goals, ${goals.length - missed.length} are reached${missed.length === 0 ? '.' : '. These are missed:'}`,
    ...(missed.length === 0
      ? []
      : [bullets(missed.map(({ what, goal, measured: is }) => `${what}: ${is}; the goal is ${goal}`))]),
    '## How to run it',
    [
      '```sh',
      'npm run bench                       # everything, for some minutes; writes this page and its pictures',
      'npm run bench -- --quick            # about four minutes; writes nothing, unless `--write` is given',
      'npm run bench -- fan-out idle       # some of the tables, by the names below; writes nothing',
      '```',
    ].join('\n'),
    'Servers, clients and the bench itself are processes on one machine, connected over loopback. “Socket.IO” is a bare server that puts sockets into rooms and emits messages, “ws” a bare loop over the connections of a room. Both store nothing. “Relay” is the relay with its store on the disk, with limits off; “relay in memory” is the same with `--data :memory:`. CPU is the time of all threads of the server’s process. A ratio compares two servers in one run.',
    ...measured.flatMap(section),
  ]
    .map((block) => `${block}\n`)
    .join('\n');
}

function section({ name, title, about, rows, goals, pictures: drawings, failure }: Measured): string[] {
  return [
    `## ${title}`,
    `${about} (\`npm run bench -- ${name}\`)`,
    ...(failure === undefined ? [asMarkdown(rows)] : [`Not measured: ${failure}`]),
    ...(goals && goals.length > 0 ? [asMarkdown(goals.map(goalRow))] : []),
    ...(drawings ?? []).map(shown),
  ];
}

function goalRow({ what, goal, measured, isReached, limit }: Goal): Row {
  const verdict = isReached ? 'reached' : limit === undefined ? 'missed' : `missed: ${limit}`;
  return { goal: what, bound: goal, measured, verdict };
}

/** As HTML, which the relay’s own pages of the documentation leave out: they have no pictures. */
function shown({ name, title }: Picture): string {
  return `<img src="performance/${name}.svg" alt="${title.replaceAll('"', '&quot;')}: the values of the table above" width="720">`;
}

export function asMarkdown(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly string[]): string => `| ${cells.map(asWritten).join(' | ')} |`;
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ''))),
  ].join('\n');
}

/** Nothing in a cell is markup: some texts that are measured are. */
function asWritten(cell: string): string {
  return cell.replaceAll(/[\\`*_[\]<>|~]|:(?=\/\/)|@/g, String.raw`\$&`);
}

function bullets(lines: readonly string[]): string {
  return lines.map((each) => `- ${each}`).join('\n');
}
