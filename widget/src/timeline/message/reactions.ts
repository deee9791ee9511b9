import type { Reaction } from '@realtime-chat/protocol';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext } from '../../element/context.js';
import type { Words } from '../../i18n/words.js';

/** The reactions below a message. */
export function reactions(
  message: ChatMessage,
  tabIndex: number,
  context: ChatContext,
): TemplateResult | typeof nothing {
  if (!message.reactions?.length) return nothing;
  return html`<div part="reactions">${message.reactions.map((each) => reaction(each, message, tabIndex, context))}</div>`;
}

/** The emoji, its count and the names of the people who gave it. */
export function reactionLabel({ emoji, count, people }: Reaction, words: Words): string {
  const names = people.map(({ username = words.text('somebody') }) => words.author(username));
  if (count > names.length) names.push(words.text('more', { count: count - names.length }));
  return words.text('reaction', { emoji, count, names });
}

function reaction(
  each: Reaction,
  message: ChatMessage,
  tabIndex: number,
  context: ChatContext,
): TemplateResult {
  const { words } = context;
  const me = context.room?.me;
  const { emoji, count } = each;
  const isMine = each.people.some(({ id }) => id === me);
  // Label and title are the same text, or a screen reader would read the names twice.
  const label = reactionLabel(each, words);
  return html`<button
    type="button"
    part=${isMine ? 'reaction own' : 'reaction'}
    tabindex=${tabIndex}
    aria-pressed=${isMine}
    aria-label=${label}
    title=${label}
    ?disabled=${!context.canReact}
    @click=${() => context.react(message, emoji)}
  >${emoji} <span>${words.number(count)}</span></button>`;
}

/** The reactions below a message. */
export const reactionStyles = css`
  [part='reactions'] {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em;
    margin-block: 0.25em;
  }
  /* Right below its own bubble, the mark of an edit cannot be taken for that of the next one. */
  [data-bare] [part='reactions'] {
    order: 2;
  }
  [part~='reaction'] {
    min-block-size: 28px;
    min-inline-size: 40px;
    padding: 0 8px;
    border-color: var(--_border);
    border-radius: 999px;
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.875em;
    font-weight: 400;
  }
  [part~='reaction'][aria-pressed='true'] {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 15%, var(--_surface));
    font-weight: 600;
  }
  [data-own] [part='reactions'] {
    justify-content: end;
  }
  /* 44 pixels for a finger, of which 32 are drawn. */
  @media (pointer: coarse) {
    [part='reactions'] {
      row-gap: 12px;
    }
    [part~='reaction'] {
      position: relative;
      min-block-size: 32px;
      min-inline-size: 52px;
    }
    [part~='reaction']::before {
      content: '';
      position: absolute;
      inset: -7px 0;
    }
  }
  /* Forced colours: the system's own highlight marks the reader's own reactions. */
  @media (forced-colors: active) {
    [part~='reaction'][aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
