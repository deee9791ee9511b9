import type { ReactiveControllerHost } from 'lit';
import type { ChatContext } from '../element/context.js';

/**
 * Keeps the focus in the chat when what has it goes: a button that has done its work, a message of another room. Who uses
 * the keyboard would have to begin at the top of the page again.
 */
export function keepFocus(host: ReactiveControllerHost & HTMLElement, conversation: ChatContext): void {
  let focused: Element | null | undefined;
  let key: string | undefined;
  host.addController({
    hostUpdate() {
      focused = host.shadowRoot?.activeElement;
      key = focused?.closest<HTMLElement>('[data-key]')?.dataset.key;
    },
    hostUpdated() {
      if (!focused) return;
      const active = host.shadowRoot?.activeElement;
      const isThere = focused.getClientRects().length > 0;
      // What is hidden has the focus for a moment still; what is moved has lost it.
      if (active && (active !== focused || isThere)) return;
      if (isThere) (focused as HTMLElement).focus({ preventScroll: true });
      // What is left of the message, or the pane.
      else conversation.focusMessage(key ?? '');
    },
  });
}
