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
  /** What a draft is kept for: a relay and a room. */
  readonly place: string;
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
  #place: string | undefined;
  /** What was sent and is not in the outbox yet, which takes a moment. */
  #unkept: string[] = [];
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
    this.name = ((recall(nameOverKey) ?? '') === username && recall(nameKey)) || username;
  }

  /** Takes up the draft of the room that was entered. */
  hostUpdated(): void {
    const { place } = this.#host;
    const field = this.#field;
    // A field that is away for a while comes back empty, and then the draft is taken up again.
    if (!field) this.#place = undefined;
    if (!field || place === this.#place) return;
    this.#place = place;
    field.value = recall(draftKey(place)) ?? '';
    fit(field);
  }

  /** A text is in the outbox now, and is no draft any longer. */
  kept(text: string, place: string): void {
    const at = this.#unkept.indexOf(text);
    if (at !== -1) this.#unkept.splice(at, 1);
    if (place === this.#place) this.#saveDraft();
    else remember(draftKey(place), '');
  }

  /** Says what is wrong with the name or the text; nothing, if nothing is. */
  object(problem: ChatErrorCode | undefined): void {
    this.#problem = problem;
    this.#host.requestUpdate();
    if (isAboutName(problem)) this.#nameField?.focus();
  }

  focus(options?: FocusOptions): void {
    (this.name.trim() ? this.#field : this.#nameField)?.focus(options);
  }

  render(words: Locale): TemplateResult {
    const problem = this.#problem;
    return html`<form part="composer" @submit=${this.#submit}>
      <input
        part="name"
        aria-label=${words.name}
        placeholder=${words.name}
        autocomplete="nickname"
        maxlength=${limits.name}
        dir="auto"
        .value=${this.name}
        aria-invalid=${isAboutName(problem) ? 'true' : nothing}
        aria-describedby="problem"
        @input=${this.#rename}
      />
      <p id="problem" role="alert">${problem === undefined ? nothing : words.problem(problem)}</p>
      <div class="line">
        <textarea
          part="field"
          rows="1"
          dir="auto"
          aria-label=${words.field}
          aria-invalid=${problem && !isAboutName(problem) ? 'true' : nothing}
          aria-describedby="problem"
          placeholder=${words.field}
          enterkeyhint="send"
          @keydown=${this.#keydown}
          @input=${this.#edited}
        ></textarea>
        <button part="send">${words.send}</button>
      </div>
    </form>`;
  }

  get #field(): HTMLTextAreaElement | null | undefined {
    return this.#host.shadowRoot?.querySelector('textarea');
  }

  get #nameField(): HTMLInputElement | null | undefined {
    return this.#host.shadowRoot?.querySelector('input');
  }

  /** What is not kept yet is a draft still, or the end of the page could take it. */
  #saveDraft(): void {
    const texts = [...this.#unkept, this.#field?.value ?? ''];
    if (this.#place !== undefined) remember(draftKey(this.#place), texts.filter(Boolean).join('\n'));
  }

  #rename = (event: Event): void => {
    this.name = (event.target as HTMLInputElement).value;
    remember(nameKey, this.name);
    remember(nameOverKey, this.#suggested ?? '');
    this.object(undefined);
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
    const field = event.target as HTMLTextAreaElement;
    fit(field);
    this.#saveDraft();
    this.object(undefined);
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    const field = this.#field;
    if (!field) return;
    const text = field.value.trimEnd();
    const problem = this.#host.submit(text, this.name);
    // Nothing to say, or the page has said it.
    if (problem === 'empty' || problem === 'cancelled') return;
    this.object(problem);
    if (problem === undefined) {
      this.#unkept.push(text);
      field.value = '';
      fit(field);
    }
  };
}

function draftKey(place: string): string {
  return `draft:${place}`;
}

function isAboutName(problem: ChatErrorCode | undefined): boolean {
  return problem?.includes('name') ?? false;
}

/** Lets the field be as high as its text and its borders; the style sheet sets the bounds. */
function fit(field: HTMLTextAreaElement): void {
  field.style.blockSize = 'auto';
  field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}
