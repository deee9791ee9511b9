import { css, html, type TemplateResult } from 'lit';
import type { ChatError } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';
import { emitEvent } from '../element/events.js';

export const signInStyles = css`
  .sign-in {
    flex-direction: row;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    color: var(--_muted);
  }
  .sign-in p {
    margin: 0;
  }
`;

/**
 * Stands in place of the composer, for people who were never signed in: nothing that they write could be sent. The composer
 * stays if something is written in it, or after a session that has ended: the text waits for the next sign-in.
 */
export function signInRow(host: ConversationHost, context: ChatContext): TemplateResult | undefined {
  const { problem, me } = context.room ?? {};
  const keepsComposer =
    me !== undefined || problem?.reason === 'expired' || host.shadowRoot?.querySelector('textarea')?.value;
  const button = keepsComposer ? undefined : signIn(host, context);
  return (
    button &&
    html`<div part="composer" class="sign-in"><p>${context.problemText('unauthorized')}</p>${button}</div>`
  );
}

/** The way to sign in, beside the sentence that asks for it. Undefined if signing in is not what is needed. */
export function signIn(host: ConversationHost, { room, words }: ChatContext): TemplateResult | undefined {
  const { problem } = room ?? {};
  if (!isMendedBySignIn(problem)) return undefined;
  const ask = (): boolean => emitEvent(host, 'chat-sign-in', { reason: problem?.reason }, true);
  const onClick = (event: Event): void => {
    event.stopPropagation();
    // Without a way of the page's own, another try asks its `tokenProvider` for a token.
    if (ask()) room?.connect();
  };
  return html`<slot name="sign-in" @click=${ask}><button type="button" part="sign-in" @click=${onClick}>${words.text('signIn')}</button></slot>`;
}

/** A site that signs with a wrong key, or for another audience, does so after the next sign-in too. A hook gives no reason. */
function isMendedBySignIn({ code, reason = 'missing' }: Partial<ChatError> = {}): boolean {
  return code === 'unauthorized' && (reason === 'missing' || reason === 'expired');
}
