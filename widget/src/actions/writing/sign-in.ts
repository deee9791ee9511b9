import { html, type TemplateResult } from 'lit';
import type { ChatError } from '../../client/index.js';
import type { ChatContext, ConversationHost } from '../../element/context.js';
import { emitEvent } from '../../element/events.js';

/** The way to sign in, beside the sentence that asks for it. Undefined if signing in is not what is needed. */
export function signIn(host: ConversationHost, { room, words }: ChatContext): TemplateResult | undefined {
  const { problem } = room ?? {};
  if (!canSignInMend(problem)) return undefined;
  const ask = (): boolean => emitEvent(host, 'chat-sign-in', { reason: problem?.reason }, true);
  const onClick = (event: Event): void => {
    event.stopPropagation();
    // Without a way of the page's own, another try asks its `tokenProvider` for a token.
    if (ask()) room?.connect();
  };
  return html`<slot name="sign-in" @click=${ask}><button type="button" part="sign-in" @click=${onClick}>${words.text('signIn')}</button></slot>`;
}

/** A site that signs with a wrong key, or for another audience, does so after the next sign-in too. A hook gives no reason. */
export function canSignInMend({ code, reason = 'missing' }: Partial<ChatError> = {}): boolean {
  return code === 'unauthorized' && (reason === 'missing' || reason === 'expired');
}
