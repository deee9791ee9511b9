/*
 * What a text may hold. Free of schemas, as `name.ts` is.
 */

/** Beside the end of a line and a tab, control characters say nothing; and written as JSON, each is six characters. */
const controls = /[^\P{Cc}\n\t]/gu;

export function hasControls(text: string): boolean {
  return withoutControls(text) !== text;
}

export function withoutControls(text: string): string {
  return text.replace(controls, '');
}

/** Lines that end in one way, whoever wrote them: word processors have more of them. */
export function withPlainLineEnds(text: string): string {
  return text.replace(/\r\n?|[\v\f\x85]/g, '\n');
}
