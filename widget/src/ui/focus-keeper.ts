import type { ReactiveControllerHost } from 'lit';
import type { ChatContext } from '../element/context.js';

/**
 * Keeps the focus in the chat when the focused element is removed or hidden, such as a button after its action. Otherwise
 * people who use the keyboard would have to start at the top of the page again.
 */
export function keepFocus(host: ReactiveControllerHost & HTMLElement, context: ChatContext): void {
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
      const isDisplayed = focused.getClientRects().length > 0;
      // A hidden element still has the focus for a moment; a moved one has lost it.
      if (active && (active !== focused || isDisplayed)) return;
      // If the whole chat was rendered anew, another field has taken the place of a removed one. Once there is a name, the
      // text field takes that of the name field.
      const field = focused.matches('[part="name"]')
        ? '[part="name"]:not([hidden]), textarea'
        : focused.matches('textarea') && 'textarea';
      const target = field ? host.shadowRoot?.querySelector(field) : isDisplayed && focused;
      if (target) (target as HTMLElement).focus({ preventScroll: true });
      // The message that held the element, or the pane.
      else context.focusMessage(key ?? '');
    },
  });
}
