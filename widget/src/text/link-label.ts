import type { Inline } from './nodes.js';

/** Words with dots between them. Found whole, and judged then, so that the time grows with the length alone. */
const dotted = /[\p{L}\p{N}.。-]+/gu;
/** What a reader takes for the address of a page: the last word has two letters or more, or there are four numbers. */
const address = /[.。][\p{L}-][\p{L}\p{N}-]+$|^(?:\d{1,3}\.){3}\d{1,3}$/u;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
/** Letters of these scripts look like Latin ones, which stand in the same host for no honest reason. */
const latinLike =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/u;

/** Whether a label names another address than the one where its link leads. */
export function isLying(label: readonly Inline[], url: string): boolean {
  const words = label.map(wordsOf).join('').normalize('NFKC').replace(invisible, '');
  const claims = (words.match(dotted) ?? []).map((word) => word.replace(/^[.。]+|[.。]+$/g, ''));
  const actual = hostOf(url);
  return claims.some((claim) => address.test(claim) && hostOf(`https://${claim}`) !== actual);
}

/** An address as it may be shown: as it was typed, or with the host in ASCII where it mixes letters that look alike. */
export function shownUrl(typed: string): string {
  const host = /^https?:\/\/([^/?#]*)/i.exec(typed)?.[1] ?? '';
  return latinLike.test(host) && /[a-z]/i.test(host) ? new URL(typed).href : typed;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : '';
}

function wordsOf(node: Inline): string {
  if (typeof node === 'string') return node;
  return 'text' in node ? node.text : node.children.map(wordsOf).join('');
}
