import { type DescribedOption, describe, groups, isRepeatable } from '../../options/option-row.ts';
import { optionTable } from '../../options.ts';
import { commandTable } from './command-options.ts';

const head = `Usage: realtime-chat-relay [options]
       realtime-chat-relay export --room NAME [--data PATH] [--to PATH] > room.jsonl
       realtime-chat-relay import --room NAME [--data PATH] [--from PATH] < room.jsonl
       realtime-chat-relay rooms [--data PATH]
       realtime-chat-relay compact [--data PATH] [--to PATH]
       realtime-chat-relay migrate --redis URL [--data PATH] [--to redis|data]
       realtime-chat-relay person export ID [--data PATH] [--to PATH] > person.jsonl
       realtime-chat-relay person erase ID [--data PATH]
       realtime-chat-relay doctor [--url URL] [--json] [options]
`;

/** In characters. */
const lineLength = 100;

/** A command line or an environment that makes no sense. The message is one line for the operator. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The text of `--help`: all flags by their groups, each with its variable and its default. */
export function usage(): string {
  const options = [...describe(commandTable), ...describe(optionTable)].filter(({ flag }) => flag);
  const indent = 4 + Math.max(...options.map((option) => flagOf(option).length));
  const sections = groups.map((group) => {
    const lines = options
      .filter((option) => option.group === group)
      .map((option) => `  ${flagOf(option).padEnd(indent - 2)}${wrapped(sentenceOf(option), indent)}\n`);
    return lines.length === 0 ? '' : `\n${group}:\n${lines.join('')}`;
  });
  return head + sections.join('');
}

function flagOf({ flag = '', value }: DescribedOption): string {
  return value === undefined ? `--${flag}` : `--${flag} ${value}`;
}

function sentenceOf({ meaning, form, variable, on, ...rest }: DescribedOption): string {
  const fallback = rest.default ?? rest.defaultValue;
  const separated = isRepeatable(form) ? ', separated by commas' : '';
  const facts = [
    variable !== undefined && (on === undefined ? variable + separated : `${variable}=${on}`),
    fallback !== undefined && `default ${fallback}`,
  ].filter((fact) => fact !== false);
  const repeatable = separated === '' ? '' : ' Repeatable.';
  return `${meaning}${repeatable}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`;
}

/** Breaks a text between words, and indents all lines but the first. */
function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const fits = last !== undefined && indent + last.length + 1 + word.length <= lineLength;
    if (fits) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
