import { limits } from '@realtime-chat/protocol';
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { ChatErrorCode } from '../client/index.js';
import { recall, remember } from '../client/storage.js';
import type { Locale } from '../locales/en.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  /** The page's suggestion of a name. */
  readonly username: string | null;
  /** Sends the text under the name. @returns why it cannot, as things are. */
  submit(text: string, name: string): ChatErrorCode | undefined;
}

/** The name that the person chose, and the page's suggestion that they chose it over. */
const nameKey = 'name';
const nameOverKey = 'name-over';

/** The name field, the text field and the button. */
export class Composer implements ReactiveController {
  name = '';
  #host: Host;
  #suggested: string | undefined;
  #problem: ChatErrorCode | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  /** Takes the page's suggestion, unless the person has chosen a name over that very suggestion before. */
  hostUpdate(): void {
    // Removing the attribute leaves null; a name that is too long would be refused.
    const username = this.#host.username?.slice(0, limits.name) ?? '';
    if (username === this.#suggested) return;
    this.#suggested = username;
    this.name = (recall(nameOverKey) === username && recall(nameKey)) || username;
  }

  focus(options?: FocusOptions): void {
    this.#find(this.name.trim() ? 'field' : 'name')?.focus(options);
  }

  render(words: Locale): TemplateResult {
    const problem = this.#problem;
    const aboutName = problem === 'no_name' || problem === 'name_taken';
    return html`<form part="composer" @submit=${this.#submit}>
      <input
        part="name"
        aria-label=${words.name}
        placeholder=${words.name}
        autocomplete="nickname"
        maxlength=${limits.name}
        dir="auto"
        .value=${this.name}
        aria-invalid=${aboutName ? 'true' : nothing}
        aria-describedby="problem"
        @input=${this.#rename}
      />
      <p id="problem" role="alert">${problem === undefined ? nothing : words[problem as 'no_name']}</p>
      <div class="line">
        <textarea
          part="field"
          rows="1"
          dir="auto"
          aria-label=${words.field}
          placeholder=${words.field}
          enterkeyhint="send"
          @keydown=${this.#keydown}
          @input=${this.#edited}
        ></textarea>
        <button part="send">${words.send}</button>
      </div>
    </form>`;
  }

  #find(part: 'name' | 'field'): HTMLInputElement | HTMLTextAreaElement | null | undefined {
    return this.#host.shadowRoot?.querySelector(`[part="${part}"]`);
  }

  #rename = (event: Event): void => {
    this.name = (event.target as HTMLInputElement).value;
    remember(nameKey, this.name);
    remember(nameOverKey, this.#suggested ?? '');
    this.#object(undefined);
  };

  #keydown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter takes its suggestion. Safari ends the composition before the
    // key arrives, and tells by the key code alone.
    // oxlint-disable-next-line typescript/no-deprecated -- there is no other sign of it
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    this.#submit(event);
  };

  #edited = (event: Event): void => {
    fit(event.target as HTMLTextAreaElement);
    this.#object(undefined);
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    const field = this.#find('field');
    if (!(field instanceof HTMLTextAreaElement)) return;
    const problem = this.#host.submit(field.value, this.name);
    if (problem === 'empty') return;
    this.#object(problem);
    if (problem === undefined) {
      field.value = '';
      fit(field);
    } else if (problem === 'no_name' || problem === 'name_taken') {
      this.#find('name')?.focus();
    }
  };

  #object(problem: ChatErrorCode | undefined): void {
    this.#problem = problem;
    this.#host.requestUpdate();
  }
}

/** Lets the field be as high as its text; the style sheet sets the bounds. */
function fit(field: HTMLTextAreaElement): void {
  field.style.blockSize = 'auto';
  // And its border, without which the last line would have to be scrolled to.
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}
