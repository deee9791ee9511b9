// What Orca has said, as its debug log has it.

/** `12:00:00.000000 - SPEECH OUTPUT: 'words' voice=…{…}`; the words may have several lines. */
const line = /^[\d:.]+ - SPEECH OUTPUT: '(?<words>[^]*?)'(?: voice=\w+)?\s?(?:\{[^{}]*\}|\[.*\]|None)?$/gm;

/** The utterances in a part of the log, in their order. */
export function spokenIn(log: string): string[] {
  return [...log.matchAll(line)]
    .map(({ groups }) => (groups?.words ?? '').replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}

/**
 * Removes what differs from run to run: the time of day, how often the progress of an upload is told, and into how many
 * groups the chat gathers what comes at once.
 */
export function normalized(spoken: readonly string[]): string[] {
  const lines: string[] = [];
  for (const words of spoken) {
    if (/^\d+ percent\.$/.test(words)) continue;
    const line = words.replace(/\b\d{1,2}:\d{2}(\s[AP]M)?/g, '0:00');
    const [count, before] = [newMessages(line), newMessages(lines.at(-1))];
    if (count && before) lines.pop();
    lines.push(count && before ? `${before + count} new messages` : line);
  }
  return lines;
}

function newMessages(line = ''): number | undefined {
  const [, count] = /^(\d+) new messages?$/.exec(line) ?? [];
  return count === undefined ? undefined : Number(count);
}
