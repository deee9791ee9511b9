import { readFile } from 'node:fs/promises';
import type { Options } from '../../options.ts';
import { isLoopback } from '../listening.ts';
import type { Invocation } from '../options/flags.ts';
import { fail, type Finding, ok, warn } from './finding.ts';

type Given = Pick<Invocation, 'names' | 'blocklist'>;

/** From which options the checks work: those of a running relay cannot be asked for. */
export function givenOptions({ given }: Pick<Invocation, 'given'>): Finding {
  if (given.length === 0) return ok('options', 'None was given, so the checks are those of the defaults.');
  return ok('options', `Given were ${given.join(', ')}. All others have their defaults.`);
}

/** Checks the options for what is valid, and seldom meant. @param url the public URL, if it was given */
export async function* checkSettings(options: Options, given: Given, url?: URL): AsyncGenerator<Finding> {
  yield origins(options, url);
  yield people(options);
  yield* secrets(options, given);
  if (options.limits === undefined) {
    yield warn('limits', 'There are no limits: anybody can flood the relay.', 'leave --limits off out');
  }
  yield* await blocklist(given);
}

function origins({ origins: listed }: Options, url: URL | undefined): Finding {
  if (listed.length === 0) {
    const example = url?.origin ?? 'https://www.example.org';
    return warn('origins', 'Any page may connect.', `name your pages, as by --origin ${example}`);
  }
  const plain = listed.find((origin) => origin.startsWith('http:') && !isLoopback(hostOf(origin)));
  if (plain !== undefined) {
    const secure = plain.replace('http:', 'https:');
    return warn('origins', `Pages of ${plain} are not encrypted.`, `--origin ${secure}`);
  }
  return ok('origins', `Pages of ${listed.join(', ')} may connect.`);
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : origin;
}

function people({ guests, rooms, authSecret, authJwks, apiKey }: Options): Finding {
  const hasTokens = authSecret !== undefined || authJwks !== undefined;
  const where = rooms.join(', ') === '*' ? 'every room' : `the rooms ${rooms.join(', ')}`;
  const entering = guests === 'allow' ? `Guests may enter ${where}.` : 'Only people with a token may enter.';
  if (hasTokens) return ok('people', `${entering} Moderators are people whose token says so.`);
  if (apiKey !== undefined) return ok('people', `${entering} Your servers moderate, by the API.`);
  return warn(
    'people',
    `${entering} Nobody can moderate.`,
    'give moderators a token (RELAY_AUTH_SECRET or --auth-jwks), or your servers RELAY_API_KEY',
  );
}

/** Other accounts of the machine can see the arguments of a process. */
function secrets({ authSecret, apiKey, webhook }: Options, { names }: Given): Finding[] {
  const known = { authSecret, apiKey, 'webhook.secret': webhook?.secret };
  const flags = Object.entries(known).flatMap(([option, value]) => {
    const name = names[option] ?? '';
    return value !== undefined && name.startsWith('--') ? name : [];
  });
  if (flags.length === 0) return [];
  const variables = flags.map((flag) => `RELAY_${flag.slice(2).toUpperCase().replaceAll('-', '_')}`);
  return [
    warn(
      'secrets',
      `Other accounts of this machine can read ${flags.join(' and ')}.`,
      `give ${variables.join(' and ')} in its place`,
    ),
  ];
}

async function blocklist({ blocklist: file }: Given): Promise<Finding[]> {
  if (file === undefined) return [];
  try {
    await readFile(file);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      fail('blocklist', `${file} cannot be read: ${reason}.`, 'name a file that can be read by --blocklist'),
    ];
  }
}
