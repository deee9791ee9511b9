import { limits } from '@realtime-chat/protocol';
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { ChatErrorCode, ChatMessage } from '../client/index.js';
import { recall, remember } from '../client/storage.js';
import { plainText } from '../text/plain-text.js';
import { isComposing } from '../ui/is-composing.js';
import type { ChatContext } from '../element/context.js';
import type { Words } from '../i18n/words.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly conversation: ChatContext;
  /** The page's suggestion of a name. */
  readonly username: string | null;
  readonly readonly: boolean;
  /** The pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
  /** What a draft is kept for: a relay and a room. */
  readonly place: string;
  /** Sends the text under the name. @returns why it cannot, as things are. */
  submit(text: string, name: string, reply: ChatMessage | undefined): ChatErrorCode | undefined;
  /** One writes. */
  typed(): void;
  /** One goes by another name now. */
  renamed(): void;
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
  /** For what width the field is as high as its text; none, while it is not displayed. */
  #width = 0;
  /** What was sent and is not in the outbox yet, which takes a moment. */
  #unkept: string[] = [];
  #problem: ChatErrorCode | undefined;
  /** The message that is being answered, or changed. */
  #reply: ChatMessage | undefined;
  #editing: ChatMessage | undefined;
  /** What was being written before that. */
  #draft = '';

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  /** Takes the page's suggestion, unless the person has chosen a name over that very suggestion before. */
  hostUpdate(): void {
    // Elsewhere it is another conversation, and without a field there is nothing to write.
    if (this.#host.place !== this.#place || this.#host.readonly) this.#reply = this.#editing = undefined;
    // Removing the attribute leaves null, and a page may set a number; a name that is too long would be refused.
    const username = String(this.#host.username ?? '').slice(0, limits.name);
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
    else if (place !== this.#place) {
      this.#place = place;
      this.#fill(recall(draftKey(place)) ?? '');
    } else if (field.clientWidth !== this.#width) this.#fit(field);
  }

  /** A text is in the outbox now, and is no draft any longer. */
  kept(text: string, place: string): void {
    const at = this.#unkept.indexOf(text);
    if (at !== -1) this.#unkept.splice(at, 1);
    if (place === this.#place) return this.#saveDraft();
    // What was written behind it, before that room was left, stays.
    const draft = recall(draftKey(place)) ?? '';
    if (draft === text || draft.startsWith(`${text}\n`))
      remember(draftKey(place), draft.slice(text.length + 1));
  }

  /** Says what is wrong with the name or the text; nothing, if nothing is. */
  object(problem: ChatErrorCode | undefined): void {
    if (problem === undefined && this.#problem === undefined) return;
    this.#problem = problem;
    this.#host.requestUpdate();
    if (isAboutName(problem)) this.#nameField?.focus();
  }

  get problem(): ChatErrorCode | undefined {
    return this.#problem;
  }

  focus(options?: FocusOptions): void {
    (this.name.trim() ? this.#field : this.#nameField)?.focus(options);
  }

  /** What is written next answers this message. */
  reply(message: ChatMessage): void {
    this.#leave();
    this.#reply = message;
    this.#host.requestUpdate();
    this.#field?.focus();
  }

  /** The field holds this message's text now, and the draft waits. */
  edit(message: ChatMessage): void {
    this.#leave();
    this.#saveDraft();
    this.#draft = this.#field?.value ?? '';
    this.#editing = message;
    this.#fill(message.message);
    this.#host.requestUpdate();
    const field = this.#field;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  render(words: Words): TemplateResult {
    const problem = this.#problem;
    return html`<form part="composer" @submit=${this.#submit}>
      <input
        part="name"
        aria-label=${words.say('name')}
        placeholder=${words.say('name')}
        autocomplete="nickname"
        maxlength=${limits.name}
        dir="auto"
        .value=${this.name}
        aria-invalid=${isAboutName(problem) ? 'true' : nothing}
        aria-describedby="problem"
        @input=${this.#rename}
        @change=${() => this.#host.renamed()}
      />
      <p part="problem" id="problem" role="alert">${problem === undefined ? nothing : this.#host.conversation.problem(problem)}</p>
      ${this.#context(words)} ${this.#host.conversation.onDemand?.renderBeside()}
      <div class="line">
        <slot name="composer-start"></slot>
        <textarea
          part="field"
          rows="1"
          dir="auto"
          lang=${this.#host.conversation.language ?? ''}
          aria-label=${words.say('field')}
          aria-autocomplete="list"
          aria-invalid=${problem && !isAboutName(problem) ? 'true' : nothing}
          aria-describedby=${this.#reply || this.#editing ? 'context problem' : 'problem'}
          placeholder=${words.say('field')}
          enterkeyhint="send"
          @keydown=${this.#keydown}
          @input=${this.#edited}
          @focus=${this.#host.conversation.prepare}
          @blur=${() => this.#host.conversation.onDemand?.completion.close()}
        ></textarea>
        <slot name="composer-end"></slot>
        <button part="send">${words.say(this.#editing ? 'save' : 'send')}</button>
      </div>
    </form>`;
  }

  #context(words: Words): unknown {
    const context = this.#reply ?? this.#editing;
    if (!context) return nothing;
    const { username, deleted, message } = this.#host.conversation.latest(context);
    const label = this.#editing
      ? words.say('editing')
      : words.say('replying', { name: username ?? words.say('server') });
    return html`<div part="context">
      <span id="context"><b>${label}</b> <span dir="auto">${deleted ? words.say('deleted') : plainText(message)}</span></span>
      <button type="button" aria-label=${words.say('cancel')} title=${words.say('cancel')} @click=${this.#cancel}>✕</button>
    </div>`;
  }

  get #field(): HTMLTextAreaElement | null | undefined {
    return this.#host.shadowRoot?.querySelector('textarea');
  }

  get #nameField(): HTMLInputElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLInputElement>('[part="name"]');
  }

  #fill(text: string): void {
    const field = this.#field;
    if (!field) return;
    field.value = text;
    this.#fit(field);
  }

  /** Lets the field be as high as its text and its borders; the style sheet sets the bounds. */
  #fit(field: HTMLTextAreaElement): void {
    // While it is measured the pane has more room, and would be scrolled by that.
    const { content } = this.#host;
    const top = content?.scrollTop ?? 0;
    field.style.blockSize = 'auto';
    // An empty one has its height by the style sheet, also where letters get another size later.
    if (field.value)
      field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
    this.#width = field.clientWidth;
    if (content) content.scrollTop = top;
  }

  /** What is not kept yet is a draft still, or the end of the page could take it. */
  #saveDraft(): void {
    // What is in the field is another message's text, and the draft is kept already.
    if (this.#place === undefined || this.#editing) return;
    const texts = [...this.#unkept, this.#field?.value ?? ''];
    remember(draftKey(this.#place), texts.filter(Boolean).join('\n'));
  }

  /** Answers and changes nothing any longer; the draft is back. */
  #leave(): void {
    this.#reply = undefined;
    if (!this.#editing) return;
    this.#editing = undefined;
    this.#fill(this.#draft);
    this.object(undefined);
  }

  #cancel = (): void => {
    this.#leave();
    this.#host.requestUpdate();
    this.#field?.focus();
  };

  #rename = (event: Event): void => {
    this.name = (event.target as HTMLInputElement).value;
    remember(nameKey, this.name);
    remember(nameOverKey, this.#suggested ?? '');
    this.object(undefined);
  };

  #keydown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const field = event.target as HTMLTextAreaElement;
    if (this.#host.conversation.onDemand?.fieldKey(event, field)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#submit(event);
    } else if (event.key === 'Escape' && (this.#reply || this.#editing)) {
      // What the page or a dialog does with the key, it does when there is nothing to leave here.
      event.preventDefault();
      event.stopPropagation();
      this.#cancel();
    } else if (event.key === 'ArrowUp' && !field.value && !this.#reply && !this.#editing) {
      const last = this.#host.conversation.lastEditable();
      if (!last) return;
      event.preventDefault();
      this.edit(last);
    }
  };

  #edited = (event: Event): void => {
    const field = event.target as HTMLTextAreaElement;
    this.#fit(field);
    this.#saveDraft();
    this.object(undefined);
    if (field.value.trim()) this.#host.typed();
    void this.#host.conversation.prepare().then((onDemand) => onDemand?.look(field));
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    const field = this.#field;
    if (!field) return;
    const text = field.value.trimEnd();
    const editing = this.#editing;
    const problem = editing
      ? this.#host.conversation.change(editing, text)
      : this.#host.submit(text, this.name, this.#reply);
    // There is nothing to say yet: who has typed a name goes on to the text.
    if (problem === 'empty') return this.focus();
    if (problem === 'cancelled') return;
    this.object(problem);
    if (problem !== undefined) return;
    if (!editing) {
      this.#unkept.push(text);
      this.#fill('');
      this.#host.conversation.onDemand?.look(field);
    }
    this.#leave();
  };
}

function draftKey(place: string): string {
  return `draft:${place}`;
}

function isAboutName(problem: ChatErrorCode | undefined): boolean {
  return problem?.includes('name') ?? false;
}
