import { formatCharacters } from '@realtime-chat/protocol';
import type { Inline } from './nodes.js';

/** Words joined by dots. They are matched as a whole and checked afterwards, so that the time is linear. */
const dotted = /[\p{L}\p{N}.。-]+/gu;
/** Text that looks like a host name or an IPv4 address: a last word of two or more letters, or four numbers. */
const address = /[.。][\p{L}-][\p{L}\p{N}-]+$|^(?:\d{1,3}\.){3}\d{1,3}$/u;
/** Scripts whose letters look like Latin ones. No honest host name mixes them with Latin letters. */
const latinLike =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/u;

/** Whether a link's label names another host than its URL. */
export function isMisleading(label: readonly Inline[], url: string): boolean {
  const words = label.map(wordsOf).join('').normalize('NFKC').replace(formatCharacters, '');
  const claims = (words.match(dotted) ?? []).map((word) => word.replace(/^[.。]+|[.。]+$/g, ''));
  const actual = hostOf(url);
  return claims.some((claim) => address.test(claim) && hostOf(`https://${claim}`) !== actual);
}

/** The URL as typed, or with its host in ASCII (Punycode) if that mixes Latin letters with look-alikes. */
export function displayUrl(typed: string): string {
  const host = /^https?:\/\/([^/?#]*)/i.exec(typed)?.[1] ?? '';
  return latinLike.test(host) && /[a-z]/i.test(host) ? new URL(typed).href : typed;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : '';
}

/** The text of inline content, without marks. */
export function wordsOf(node: Inline): string {
  if (typeof node === 'string') return node;
  return 'text' in node ? node.text : node.children.map(wordsOf).join('');
}
