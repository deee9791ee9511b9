import { resolve } from 'node:path';
import { filesPlace } from '../files/files-place.ts';
import { withoutAccount } from '../lifecycle-log.ts';
import { isLoopback } from './listening.ts';
import { inMemory } from '../log/open-log.ts';
import { keepText } from '../options/keep-rule.ts';
import type { Options } from '../options.ts';

/** What the text at the start tells, beside the options. */
interface Start {
  /** Of the relay, without a slash at its end. */
  url: string;
  /** What the relay was told to listen on. */
  host: string;
}

const widest = 11;

/**
 * The text of the command at its start on a terminal: the URL to open, the lines to paste into a page, the place of the
 * messages and files, and the rights of guests, moderators and servers. Elsewhere the command prints one line, and not this text.
 */
export function startText({ url, host }: Start, options: Options): string {
  // A room that guests may enter.
  const room = options.rooms[0]?.replaceAll('*', 'lobby') ?? 'lobby';
  const rows: [string, string][] = [];
  if (options.demo) rows.push(['Open', `${url}${options.path === '/' ? '' : '/'} in two browsers, and talk`]);
  rows.push(
    ['Stored in', storage(options)],
    ['Files', attachments(options)],
    ['Reachable', reach(host)],
    ['Pages', pages(options)],
    ['Guests', guests(options)],
    ['Moderators', moderators(options)],
    [
      'API',
      options.apiKey === undefined ? 'off; RELAY_API_KEY turns it on' : 'for servers that have the key',
    ],
  );
  return [
    '',
    ...rows.map(([name, text]) => `  ${name.padEnd(widest)} ${text}`),
    '',
    '  Two lines put the chat on a page:',
    '',
    `    <script type="module" src="${url}/realtime-chat.js"></script>`,
    `    <realtime-chat room="${room}"></realtime-chat>`,
    '',
    '',
  ].join('\n');
}

function storage({ data, redis, keepMessages, keepDays }: Options): string {
  if (data === inMemory && redis === undefined)
    return 'memory alone: all messages are lost at the end; --data names a folder';
  const kept = [
    keepDays === undefined ? [] : `for ${keepText(keepDays)} days`,
    keepMessages === undefined ? [] : `the newest ${keepText(keepMessages)} messages of each room`,
  ].flat();
  const place = redis === undefined ? resolve(data) : withoutAccount(redis);
  return `${place}, ${kept.length === 0 ? 'for ever' : kept.join(', ')}`;
}

function attachments(options: Options): string {
  const place = filesPlace(options);
  if (!place) return 'nobody attaches any; --files names a place for them';
  const most = `up to ${options.fileLimits.file / 1e6} MB each`;
  if (options.files === undefined) return `${most}, beside the messages; --files off turns them off`;
  return `${most}, in ${place.bucket ?? resolve(place.folder)}`;
}

function reach(host: string): string {
  return isLoopback(host)
    ? 'from this machine alone; --host 0.0.0.0 opens it to others'
    : `from other machines too (--host ${host})`;
}

function pages({ origins }: Options): string {
  return origins.length === 0 ? 'any page may connect; --origin names yours' : `of ${origins.join(', ')}`;
}

function guests({ guests, rooms }: Options): string {
  if (guests === 'deny') return 'none: everybody needs a token';
  return rooms.join() === '*'
    ? 'may enter every room, without a token'
    : `may enter ${rooms.join(', ')}, without a token`;
}

function moderators({ authSecret, authJwks }: Options): string {
  return authSecret === undefined && authJwks === undefined
    ? 'none: they need tokens; RELAY_AUTH_SECRET or --auth-jwks turns these on'
    : 'people whose token has the role moderator or owner';
}
