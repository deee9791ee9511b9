import { limits, serverName } from './limits.ts';

/*
 * What a person may go by. Free of schemas, so that a page can check a name before it is sent without loading
 * what only the relay needs.
 */

/** What shows nothing at all: Unicode's ignorable and format characters, and the empty Braille pattern. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/gu;

/** Whether somebody can go by this name, but for names that are taken. Space around it does not count. */
export function isName(name: string): boolean {
  const { length } = name.trim();
  return (
    length > 0 && length <= limits.name && isSingleLine(name.trim()) && isWellFormed(name) && isVisible(name)
  );
}

/** Line breaks and control characters would let one name look like several lines of the conversation. */
export function isSingleLine(text: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

/** Half of a surrogate pair has no UTF-8, so a store or a transport would silently change such text. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

export function isVisible(text: string): boolean {
  return text.replace(invisible, '').trim() !== '';
}

/** Whether only the relay may go by this name, or by one that looks the same but for letters of other scripts. */
export function isServerName(name: string): boolean {
  return comparable(name) === comparable(serverName);
}

/** Like Unicode's NFKC_Casefold: the same for names that differ in width, case or what cannot be seen. */
function comparable(name: string): string {
  return name.normalize('NFKC').replace(invisible, '').trim().toUpperCase().toLowerCase();
}
