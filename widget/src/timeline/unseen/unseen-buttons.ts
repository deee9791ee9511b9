import { html, nothing, type TemplateResult } from 'lit';
import { unreadText } from '../../i18n/unread-text.js';
import type { Words } from '../../i18n/words.js';
import { icon } from '../../ui/icon/icon.js';

const down = 'M6 9l6 6 6-6';
const up = 'M12 19V5M6 11l6-6 6 6';

/** Leads to the divider, or to the end. It is over the pane, but over no words. */
export function latestButton(
  words: Words,
  unread: number,
  mentions: number,
  click: () => void,
): TemplateResult {
  const label = unread ? unreadText(words, unread, mentions) : words.text('latest');
  return html`<div class="latest">
    <button type="button" part="latest" aria-label=${label} title=${label} @click=${click}>
      ${icon(down)}${unread ? html`<b>${words.number(Math.min(unread, 99))}${unread > 99 ? '+' : ''}</b>` : nothing}
    </button>
  </div>`;
}

/** Leads up to the messages that the reader has jumped over. */
export function skippedButton(words: Words, count: number, click: () => void): TemplateResult {
  return html`<button type="button" part="skipped" @click=${click}>${icon(up)}<span>${words.text('newMessages', { count })}</span></button>`;
}
