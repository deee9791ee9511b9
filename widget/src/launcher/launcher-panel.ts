import { html, type ReactiveController, type TemplateResult } from 'lit';
import type { Words } from '../i18n/words.js';
import { adoptStyles } from '../ui/adopt-styles.js';
import { close, icon } from '../ui/icon/icon.js';
import { isComposing } from '../ui/is-composing.js';
import { isElement } from '../ui/is-element.js';
import { nextFrame } from '../ui/next-frame.js';
import { zoomOf } from '../ui/zoom.js';
import type { LauncherHost } from './launcher-host.js';
import { launcherPanelStyles } from './launcher-panel-styles.js';
import { tabStopsIn } from './tab-stops.js';

/** The open panel: its styles, focus and keys, and on a phone its position above the on-screen keyboard. */
export class LauncherPanel implements ReactiveController {
  #host: LauncherHost;
  #toggle: (event: Event) => void;
  /** The panel's element, while it is open. */
  #panel: HTMLElement | undefined;
  /** The window in which the panel was opened. The element may be moved into another one. */
  #window: Window = window;
  /** Whether the panel covers the whole page, as on a phone. */
  #isSheet = false;

  /** @param toggle closes the panel */
  constructor(host: LauncherHost, toggle: (event: Event) => void) {
    this.#host = host;
    this.#toggle = toggle;
    host.addController(this);
    adoptStyles(host, launcherPanelStyles);
  }

  hostDisconnected(): void {
    this.#detach();
  }

  /** Opens or closes the panel, unless it is in that state already. */
  update(open: boolean): void {
    const panel = this.#host.shadowRoot?.querySelector('section');
    if (!panel || open === (panel === this.#panel)) return;
    if (!open) this.#close();
    else if (panel.isConnected) this.#open(panel);
  }

  /** The button in the header that closes the panel. */
  render(words: Words): TemplateResult {
    const label = words.text('close');
    return html`<button type="button" part="close" aria-label=${label} title=${label} @click=${this.#toggle}>${icon(close)}</button>`;
  }

  /** The number of unread messages. The button's accessible name includes it too. */
  badge(words: Words, count: number): TemplateResult {
    return html`<b part="badge">${words.number(Math.min(count, 99))}${count > 99 ? '+' : ''}</b>`;
  }

  #open(panel: HTMLElement): void {
    // Another panel takes the place of an open one when the whole chat is rendered anew.
    this.#detach();
    this.#panel = panel;
    const pane = this.#host.content;
    const top = pane?.scrollTop ?? 0;
    // In the top layer, no ancestor that is transformed or clips its content affects the panel.
    panel.popover = 'manual';
    // WebKit would leave a panel that is already laid out in its old containing block.
    panel.style.display = 'none';
    void panel.offsetHeight;
    panel.style.display = '';
    panel.showPopover();
    if (pane) pane.scrollTop = top;
    panel.tabIndex = -1;
    this.#host.addEventListener('keydown', this.#onKey);
    const view = (this.#window = this.#host.ownerDocument.defaultView ?? window);
    view.document.addEventListener('focusin', this.#onFocusIn);
    view.addEventListener('resize', this.#resize);
    view.visualViewport?.addEventListener('resize', this.#resize);
    view.visualViewport?.addEventListener('scroll', this.#resize);
    // The focus moves only if the button has it: a page that opens the panel itself must not take it away.
    const hasButtonFocus = this.#focused?.matches('[part="launcher"]');
    this.#resize();
    if (hasButtonFocus && !this.#isSheet) void this.#takeFocus(panel);
  }

  /** Takes the focus after the button has been reported as expanded: Orca would break off the name of the field to say that. */
  async #takeFocus(panel: HTMLElement): Promise<void> {
    await nextFrame(this.#window);
    await nextFrame(this.#window);
    if (panel === this.#panel && this.#focused?.matches('[part="launcher"]')) this.#host.focus();
  }

  #close(): void {
    // Read before the panel is closed, which takes the focus away.
    const { activeElement } = this.#host.getRootNode() as Document | ShadowRoot;
    const hasFocus = this.#host.contains(activeElement);
    this.#detach();
    if (hasFocus) this.#host.focus();
  }

  #detach(): void {
    const panel = this.#panel;
    if (!panel) return;
    this.#panel = undefined;
    this.#host.removeEventListener('keydown', this.#onKey);
    const view = this.#window;
    view.document.removeEventListener('focusin', this.#onFocusIn);
    view.removeEventListener('resize', this.#resize);
    view.visualViewport?.removeEventListener('resize', this.#resize);
    view.visualViewport?.removeEventListener('scroll', this.#resize);
    this.#setSheet(panel, false);
    panel.popover = null;
    panel.removeAttribute('tabindex');
    panel.removeAttribute('style');
  }

  get #focused(): Element | null | undefined {
    return this.#host.shadowRoot?.activeElement;
  }

  /** Browsers lay the on-screen keyboard over the page and make only the visual viewport smaller. */
  #resize = (): void => {
    const panel = this.#panel;
    if (!panel) return;
    // The style sheet decides by the size of the window.
    this.#setSheet(panel, getComputedStyle(panel).getPropertyValue('--_sheet') === '1');
    // A magnified page can be panned within the panel, so the panel keeps its size.
    const { offsetTop = 0, height = 0, scale = 0 } = this.#window.visualViewport ?? {};
    const isUnscaled = Math.abs(scale - 1) < 0.01;
    const zoom = zoomOf(panel);
    panel.style.setProperty('--_top', isUnscaled ? `${offsetTop / zoom}px` : null);
    panel.style.setProperty('--_height', isUnscaled ? `${height / zoom}px` : null);
  };

  /** A panel that covers the page is a modal dialog; a smaller one is a part of the page. */
  #setSheet(panel: HTMLElement, isSheet: boolean): void {
    if (isSheet === this.#isSheet) return;
    this.#isSheet = isSheet;
    for (const [name, value] of [
      ['role', 'dialog'],
      ['aria-modal', 'true'],
    ] as const) {
      if (isSheet) panel.setAttribute(name, value);
      else panel.removeAttribute(name);
    }
    // The panel itself, not the text field, whose on-screen keyboard would cover half of the messages.
    if (isSheet && !panel.matches(':focus-within')) panel.focus({ preventScroll: true });
  }

  #onKey = (event: KeyboardEvent): void => {
    const panel = this.#panel;
    if (!panel || event.defaultPrevented || isComposing(event)) return;
    if (event.key === 'Escape') {
      // The key must not also close a dialog around the chat.
      event.preventDefault();
      event.stopPropagation();
      this.#host.open = false;
    } else if (event.key === 'Tab' && this.#isSheet) {
      const stops = tabStopsIn(panel);
      const [last, next] = event.shiftKey ? [stops.at(0), stops.at(-1)] : [stops.at(-1), stops.at(0)];
      // The focused element, which may be one of the page's own.
      const [focused] = event.composedPath();
      if (focused !== last && !(event.shiftKey && focused === panel)) return;
      event.preventDefault();
      next?.focus();
    }
  };

  /** Brings the focus back into a modal panel. Dialogs and popovers above the panel may keep it. */
  #onFocusIn = (event: Event): void => {
    const isAbove = event
      .composedPath()
      .some((target) => isElement(target) && target.matches('dialog, [popover]') && !this.#isIn(target));
    // Focus changes inside a closed shadow root are not visible here, so `:focus-within` decides.
    if (this.#isSheet && !isAbove && !this.#panel?.matches(':focus-within'))
      this.#panel?.focus({ preventScroll: true });
  };

  /** Whether an element contains the chat, also across shadow roots. */
  #isIn(element: Element): boolean {
    let inner: Element | undefined = this.#host;
    while (inner && !element.contains(inner)) {
      const root: Node = inner.getRootNode();
      inner = 'host' in root && isElement(root.host) ? root.host : undefined;
    }
    return inner !== undefined;
  }
}
