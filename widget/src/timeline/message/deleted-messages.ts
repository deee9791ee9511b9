import { html, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { Words } from '../../i18n/words.js';

/**
 * One line for several deleted messages in a row. Whoever looks for one of them finds the line (`ChatContext.elementOf`).
 *
 * @param first the first of them
 * @param keys of all of them
 */
export function deletedMessages(
  { id, seq }: ChatMessage,
  keys: readonly string[],
  tabStop: string | undefined,
  words: Words,
): TemplateResult {
  return html`<li class="row"><div
    role="article"
    part="message"
    tabindex=${keys.some((key) => key === tabStop) ? 0 : -1}
    data-id=${id}
    data-key=${keys[0]}
    data-keys=${`\n${keys.join('\n')}\n`}
    data-seq=${seq}
    data-deleted
  ><div part="text" class="deleted">${words.text('deletedMessages', { count: keys.length })}</div></div></li>`;
}
