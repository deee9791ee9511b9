import { LitElement, html, type TemplateResult } from 'lit';
import { EmojiPicker } from '../../../widget/src/emoji/emoji.ts';
import { layoutStyles } from '../../../widget/src/element/styles/layout-styles.ts';
import { theme } from '../../../widget/src/element/styles/theme.ts';
import { controlStyles } from '../../../widget/src/ui/control-styles.ts';
import { Words } from '../../../widget/src/i18n/words.ts';
import { enOnDemand } from '../../../widget/src/i18n/locales/en-on-demand.ts';
import { en } from '../../../widget/src/i18n/locales/en.ts';
import { stage } from './chat.ts';
import { eventually } from './eventually.ts';

const words = new Words([{ ...en, ...enOnDemand }], 'en', false);

/** As little as a picker needs: a button that opens it, and a place for it. */
class PickerHost extends LitElement {
  static override styles = [theme, layoutStyles, controlStyles];
  chosen: string[] = [];
  announced: string[] = [];
  relay = window.relayUrl;
  picker = new EmojiPicker(this, {
    base: () => this.relay,
    language: () => this.lang || undefined,
    words: () => words,
    person: () => this.relay,
    announce: (sentence) => this.announced.push(sentence),
    choose: (emoji) => this.chosen.push(emoji),
  });

  protected override render(): TemplateResult {
    const open = (event: Event): void => this.picker.toggle(event.currentTarget as HTMLElement);
    return html`<button id="opener" aria-expanded=${Boolean(this.picker.opener)} @click=${open}>Emoji</button>
      ${this.picker.render()}`;
  }
}
customElements.define('picker-host', PickerHost);

export type { PickerHost };

export function placePicker(attributes: Record<string, string> = {}, relay = window.relayUrl): PickerHost {
  const host = document.createElement('picker-host') as PickerHost;
  for (const [name, value] of Object.entries(attributes)) host.setAttribute(name, value);
  host.relay = relay;
  stage().append(host);
  return host;
}

/** A host whose picker is open and full. */
export async function openPicker(attributes: Record<string, string> = {}): Promise<PickerHost> {
  const host = placePicker(attributes);
  await press(host, '#opener');
  await eventually(() => first(host));
  return host;
}

/** Clicks what is there, as soon as it is. */
export async function press(host: PickerHost, selector: string): Promise<void> {
  (await eventually(() => one(host, selector))).click();
}

export function one(host: PickerHost, selector: string): HTMLElement {
  const found = host.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
}

export function first(host: PickerHost): HTMLElement {
  return one(host, '.picker [role="group"] button');
}

/** The emoji under each heading, as far as they are looked for; those found stand under none. */
export function groups(host: PickerHost): Record<string, string[]> {
  const all = [...(host.shadowRoot?.querySelectorAll('.picker-group') ?? [])];
  return Object.fromEntries(
    all.map((group) => [
      group.querySelector('h3')?.textContent ?? '',
      [...group.querySelectorAll('button')].map((button) => button.textContent),
    ]),
  );
}

/** The emoji that has the focus, or what else has it. */
export function focused(host: PickerHost): string | undefined {
  const element = host.shadowRoot?.activeElement;
  return element instanceof HTMLInputElement ? 'the search field' : element?.textContent;
}

export function search(host: PickerHost, query: string): void {
  const field = one(host, 'input') as HTMLInputElement;
  field.value = query;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
}

/** Presses a key where the focus is. @returns whether the browser is left to do what it does with the key */
export function key(host: PickerHost, name: string, init: KeyboardEventInit = {}): boolean {
  const target = host.shadowRoot?.activeElement ?? host;
  const event = { key: name, bubbles: true, composed: true, cancelable: true, ...init };
  return target.dispatchEvent(new KeyboardEvent('keydown', event));
}
