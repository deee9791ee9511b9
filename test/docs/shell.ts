import type { Block } from './blocks.ts';

export function isShell({ language }: Pick<Block, 'language'>): boolean {
  return language === 'sh' || language === 'bash';
}

/** A command in a block, with the variables before it. */
export interface Command {
  variables: Record<string, string>;
  program: string;
  args: string[];
}

/** Replaces what a reader replaces: secrets, the data folder, the port. */
export function filledIn(code: string, { data, port }: { data: string; port: number }): string {
  return code
    .replaceAll('…', 'a-secret-of-thirty-two-characters')
    .replaceAll(/\$\(openssl rand -hex 32\)/g, '0123456789abcdef0123456789abcdef')
    .replaceAll(/\/var\/lib\/realtime-chat|\.\/chat-data/g, data)
    .replaceAll(/\b(3700|3777|9464)\b/g, String(port));
}

/** The lines of a block as commands, without comments and redirections, each with the variables that the block has set before it. */
export function commandsIn(code: string): Command[] {
  const exported: Record<string, string> = {};
  return linesOf(code).map(({ variables, program, args }) => {
    if (program === 'export') Object.assign(exported, variablesIn(args));
    return { variables: { ...exported, ...variables }, program, args };
  });
}

function variablesIn(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
}

function linesOf(code: string): Command[] {
  return code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const words = [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
        word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
      );
      const end = words.findIndex((word) => !/^\w+=/.test(word));
      const variables = variablesIn(words.slice(0, end < 0 ? undefined : end));
      const [program = '', ...args] = end < 0 ? [] : words.slice(end);
      const redirection = args.findIndex((word) => /^([<>&|;]|&&|\|\|)/.test(word));
      return { variables, program, args: redirection < 0 ? args : args.slice(0, redirection) };
    });
}

const waysToTheRelay = [
  ['node', 'relay/lib/cli/main.js'],
  ['npx', 'realtime-chat-relay'],
  ['npx', '@realtime-chat/relay'],
  ['realtime-chat-relay'],
];

/** What a command passes to the relay, also as another account; undefined if it does not run the relay. */
export function relayArguments({ program, args }: Command): string[] | undefined {
  const words = [program, ...args];
  if (program === 'sudo') words.splice(0, 3);
  if (program === 'setpriv') words.splice(0, words.indexOf('realtime-chat-relay'));
  const way = waysToTheRelay.find((each) => each.every((word, index) => words[index] === word));
  return way && words.slice(way.length);
}
