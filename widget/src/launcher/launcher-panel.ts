import { html, type ReactiveController, type TemplateResult } from 'lit';
import type { LauncherHost } from './launcher-host.js';
import { isComposing } from '../ui/is-composing.js';
import { dress } from '../ui/adopt-styles.js';
import { isElement } from '../ui/is-element.js';
import { launcherPanelStyles } from './launcher-panel-styles.js';
import type { Words } from '../i18n/words.js';

/** What only an open panel needs: its looks, the focus, the keys and, on a phone, its place above the keyboard. */
export class LauncherPanel implements ReactiveController {
  /** What is drawn on the button. */
  readonly icon = 'M4 9l2-2 6 6 6-6 2 2-8 8z';
  #host: LauncherHost;
  #toggle: (event: Event) => void;
  /** While it is open. */
  #panel: HTMLElement | undefined;
  /** Which it is in while it is open; from there it may be moved into another. */
  #window: Window = window;
  #isSheet = false;

  /** @param toggle closes the panel */
  constructor(host: LauncherHost, toggle: (event: Event) => void) {
    this.#host = host;
    this.#toggle = toggle;
    host.addController(this);
    dress(host, launcherPanelStyles);
  }

  hostDisconnected(): void {
    this.#end();
  }

  /** Opens the panel or closes it, if it is not so already. */
  update(open: boolean): void {
    const panel = this.#host.shadowRoot?.querySelector('section');
    if (!panel || open === (panel === this.#panel)) return;
    if (!open) this.#close();
    else if (panel.isConnected) this.#open(panel);
  }

  /** What closes it from within. */
  render(words: Words): TemplateResult {
    const label = words.say('close');
    return html`<button type="button" part="close" aria-label=${label} title=${label} @click=${this.#toggle}>✕</button>`;
  }

  /** How many messages nobody has seen, for the eyes; the button's name says it, too. */
  badge(words: Words, count: number): TemplateResult {
    return html`<b part="badge">${words.number(Math.min(count, 99))}${count > 99 ? '+' : ''}</b>`;
  }

  #open(panel: HTMLElement): void {
    this.#panel = panel;
    const pane = this.#host.content;
    const top = pane?.scrollTop ?? 0;
    panel.popover = 'manual';
    // WebKit would leave a panel that is laid out already where an ancestor has it.
    panel.style.display = 'none';
    void panel.offsetHeight;
    panel.style.display = '';
    panel.showPopover();
    if (pane) pane.scrollTop = top;
    panel.tabIndex = -1;
    this.#host.addEventListener('keydown', this.#key);
    const view = (this.#window = this.#host.ownerDocument.defaultView ?? window);
    view.document.addEventListener('focusin', this.#strayed);
    view.addEventListener('resize', this.#fit);
    view.visualViewport?.addEventListener('resize', this.#fit);
    view.visualViewport?.addEventListener('scroll', this.#fit);
    // A page that opens the panel by itself takes the focus away from nobody.
    const isMeant = this.#focused?.matches('[part="launcher"]');
    this.#fit();
    if (isMeant && !this.#isSheet) this.#host.focus();
  }

  #close(): void {
    // What has the focus is asked for before it is gone with the panel.
    const { activeElement } = this.#host.getRootNode() as Document | ShadowRoot;
    const hasFocus = this.#host.contains(activeElement);
    this.#end();
    if (hasFocus) this.#host.focus();
  }

  #end(): void {
    const panel = this.#panel;
    if (!panel) return;
    this.#panel = undefined;
    this.#host.removeEventListener('keydown', this.#key);
    const view = this.#window;
    view.document.removeEventListener('focusin', this.#strayed);
    view.removeEventListener('resize', this.#fit);
    view.visualViewport?.removeEventListener('resize', this.#fit);
    view.visualViewport?.removeEventListener('scroll', this.#fit);
    this.#become(panel, false);
    panel.popover = null;
    panel.removeAttribute('tabindex');
    panel.removeAttribute('style');
  }

  get #focused(): Element | null | undefined {
    return this.#host.shadowRoot?.activeElement;
  }

  /** Browsers lay the on-screen keyboard over the page and make only the visual viewport smaller. */
  #fit = (): void => {
    const panel = this.#panel;
    if (!panel) return;
    // The style sheet knows from what size on.
    this.#become(panel, getComputedStyle(panel).getPropertyValue('--_sheet') === '1');
    // Who magnifies the page moves about in the panel.
    const { offsetTop = 0, height = 0, scale = 0 } = this.#window.visualViewport ?? {};
    const isWhole = Math.abs(scale - 1) < 0.01;
    panel.style.setProperty('--_top', isWhole ? `${offsetTop}px` : null);
    panel.style.setProperty('--_height', isWhole ? `${height}px` : null);
  };

  /** A panel that covers the page is a dialog that keeps the focus; one beside it is a part of the page. */
  #become(panel: HTMLElement, isSheet: boolean): void {
    if (isSheet === this.#isSheet) return;
    this.#isSheet = isSheet;
    for (const [name, value] of [
      ['role', 'dialog'],
      ['aria-modal', 'true'],
    ] as const) {
      if (isSheet) panel.setAttribute(name, value);
      else panel.removeAttribute(name);
    }
    // And not the field, whose keyboard would cover half of what there is to read.
    if (isSheet && !panel.matches(':focus-within')) panel.focus({ preventScroll: true });
  }

  #key = (event: KeyboardEvent): void => {
    const panel = this.#panel;
    if (!panel || event.defaultPrevented || isComposing(event)) return;
    if (event.key === 'Escape') {
      // It is not for what the chat is in as well.
      event.preventDefault();
      event.stopPropagation();
      this.#host.open = false;
    } else if (event.key === 'Tab' && this.#isSheet) {
      const stops = stopsIn(panel);
      const [last, next] = event.shiftKey ? [stops.at(0), stops.at(-1)] : [stops.at(-1), stops.at(0)];
      // Where the focus is, be that in an element of the page's own.
      const [focused] = event.composedPath();
      if (focused !== last && !(event.shiftKey && focused === panel)) return;
      event.preventDefault();
      next?.focus();
    }
  };

  /** What else is in the top layer, above the panel or in it, may have the focus. */
  #strayed = (event: Event): void => {
    const isAbove = event
      .composedPath()
      .some((target) => isElement(target) && target.matches('dialog, [popover]') && !this.#isIn(target));
    // Of what is in a closed shadow root, the document is told nothing.
    if (this.#isSheet && !isAbove && !this.#panel?.matches(':focus-within'))
      this.#panel?.focus({ preventScroll: true });
  };

  /** Whether the chat is in it, by way of whatever shadow roots. */
  #isIn(element: Element): boolean {
    let inner: Element | undefined = this.#host;
    while (inner && !element.contains(inner)) {
      const root: Node = inner.getRootNode();
      inner = 'host' in root && isElement(root.host) ? root.host : undefined;
    }
    return inner !== undefined;
  }
}

const stop =
  'a[href], button, input, select, textarea, summary, iframe, audio[controls], video[controls], [contenteditable], [tabindex]';

/** What the Tab key reaches, in its order: the page's own stand in the place of the slots. */
function stopsIn(parent: Element): HTMLElement[] {
  const slotted = isSlot(parent) ? parent.assignedElements() : [];
  const children = slotted.length > 0 ? slotted : [...(parent.shadowRoot ?? parent).children];
  return children.flatMap((child) => (isStop(child) ? [child, ...stopsIn(child)] : stopsIn(child)));
}

function isSlot(element: Element): element is HTMLSlotElement {
  return element.localName === 'slot';
}

function isStop(element: Element): element is HTMLElement {
  return (
    element.matches(stop) &&
    'tabIndex' in element &&
    element.tabIndex !== -1 &&
    !element.matches(':disabled') &&
    element.checkVisibility({ visibilityProperty: true })
  );
}
