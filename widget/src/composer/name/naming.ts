import { html, nothing, type TemplateResult } from 'lit';
import type { ChatErrorCode } from '../../client/index.js';
import type { Words } from '../../i18n/words.js';
import { isComposing } from '../../ui/is-composing.js';
import type { ComposerHost } from '../composer-host.js';
import { Name } from './name.js';

/** What the composer does on what happens in the name field. */
interface NamingCallbacks {
  onInput: () => void;
  /** The name is entered: the text is sent, if there is one. */
  onEnter: () => void;
  /** The name field gives way to the text field. */
  focusText: () => void;
}

/**
 * The name under which the person writes. Its field stands before the text until there is a name. Then an avatar takes its
 * place, and brings it back when it is pressed.
 */
export class Naming {
  /** Whether the field is shown. It stays in the document, since a password manager may fill it. */
  isOpen = false;
  #host: ComposerHost;
  #callbacks: NamingCallbacks;
  #name = new Name();
  /** The name that is being replaced, if the field was brought back. */
  #previous: string | undefined;

  constructor(host: ComposerHost, callbacks: NamingCallbacks) {
    this.#host = host;
    this.#callbacks = callbacks;
  }

  get value(): string {
    const { room } = this.#host.conversation;
    return room && !room.choosesName ? (room.siteName ?? '') : this.#name.value;
  }

  get field(): HTMLInputElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLInputElement>('#name');
  }

  /** To be called before each render. */
  update(): void {
    const { conversation, username } = this.#host;
    const { room } = conversation;
    this.read();
    // The attribute suggests a name for people whom the site does not name.
    const isOther = this.#name.suggest(
      room?.storagePrefix,
      room?.siteName ?? (room?.choosesName ? username : ''),
    );
    if (!this.#name.value.trim()) this.isOpen = true;
    else if (isOther) this.close();
  }

  /** Takes the name from its field. A password manager fills the field, and some fire no event then. */
  read(): void {
    const { field } = this;
    if (!field || field.value === this.#name.value) return;
    this.#name.set(field.value);
    if (this.#name.value !== field.value) field.value = this.#name.value;
  }

  /** Brings the field back. Escape restores the present name. */
  rename(): void {
    this.#previous = this.value;
    this.open();
  }

  /** Shows the field, with the name selected. */
  open(): void {
    this.isOpen = true;
    this.#host.requestUpdate();
    this.#host.flushUpdate();
    this.field?.focus();
    this.field?.select();
  }

  /** Hides the field, if there is a name. */
  close(): void {
    if (!this.#name.value.trim()) return;
    this.isOpen = false;
    this.#previous = undefined;
    this.#host.requestUpdate();
  }

  /** Hides the field when the focus is elsewhere, unless the name cannot be used. */
  readonly leave = (): void => {
    this.read();
    const { afterJoin, room, composer } = this.#host.conversation;
    // Without the avatar, which needs to know the person, there would be no way back to the field.
    const hasAvatar = afterJoin && room?.me !== undefined;
    if (hasAvatar && !isAboutName(composer.problem)) this.close();
  };

  /** The field, for people who write under a name of their own choice. */
  renderField(isInvalid: boolean, words: Words): TemplateResult | typeof nothing {
    if (this.#host.conversation.room?.choosesName === false) return nothing;
    return html`<input
      part="name"
      id="name"
      ?hidden=${!this.isOpen}
      aria-label=${words.text('name')}
      placeholder=${words.text('name')}
      autocomplete="nickname"
      dir="auto"
      .value=${this.value}
      aria-invalid=${isInvalid ? 'true' : nothing}
      aria-describedby="problem"
      @input=${this.#onInput}
      @change=${this.#onChange}
      @keydown=${this.#onKey}
      @blur=${this.leave}
    />`;
  }

  #onInput = (): void => {
    this.read();
    this.#callbacks.onInput();
  };

  /** The person has left the field with another name in it. */
  #onChange = (): void => {
    this.#onInput();
    this.#host.sendName();
  };

  #onKey = (event: KeyboardEvent): void => {
    const { key } = event;
    const previous = this.#previous;
    const isDone = previous !== undefined && this.#name.value.trim();
    if (isComposing(event) || !(key === 'Enter' || (key === 'Escape' && previous !== undefined))) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === 'Enter' && !isDone) return this.#callbacks.onEnter();
    if (key === 'Escape' && this.field) this.field.value = previous ?? '';
    this.#onChange();
    this.close();
    this.#callbacks.focusText();
  };
}

/** Whether a problem is told at the name field. */
export function isAboutName(problem: ChatErrorCode | undefined): boolean {
  return problem?.includes('name') ?? false;
}
