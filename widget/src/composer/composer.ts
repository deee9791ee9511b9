import { cutText, nameFrom } from '@realtime-chat/protocol';
import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { ChatErrorCode, ChatMessage, ChatRoom } from '../client/index.js';
import type { ComposerContext } from '../element/context.js';
import type { Words } from '../i18n/words.js';
import { isComposing } from '../ui/is-composing.js';
import type { ComposerHost } from './composer-host.js';
import { Draft, maxDraft } from './draft.js';
import { fitHeight } from './fit-height.js';
import { nameInput } from './name-input.js';
import { Name } from './name.js';

/**
 * Below the messages: name field, text field and send button. It is not a `<form>`: a sandboxed frame may forbid the
 * submission of forms.
 */
export class Composer implements ComposerContext, ReactiveController {
  #host: ComposerHost;
  #name = new Name();
  #draft = new Draft();
  /** The field that the draft was put into. */
  #filled: HTMLTextAreaElement | null | undefined;
  /** The field's width when its height was last set; 0 while it is not displayed. */
  #width = 0;
  #problem: ChatErrorCode | undefined;
  /** The message that is being answered. */
  #reply: ChatMessage | undefined;
  /** The message that is being edited. Its text is in the field. */
  #editing: ChatMessage | undefined;
  /** The field's text when it was last set or typed. */
  #text = '';
  /** The text that was in the field before the edit began. */
  #textBeforeEdit = '';

  constructor(host: ComposerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#draft.connect();
  }

  hostDisconnected(): void {
    this.#draft.disconnect();
  }

  hostUpdate(): void {
    const { readonly, username, conversation } = this.#host;
    const { room } = conversation;
    // Another room is another conversation, and a read-only chat has no field.
    if (!this.#draft.belongsTo(room) || readonly) this.#endReplyOrEdit();
    this.readName();
    // The attribute suggests a name for people whom the site does not name.
    this.#name.suggest(room?.storagePrefix, room?.siteName ?? (room?.choosesName ? username : ''));
  }

  /** Restores the draft of the room that was entered, or of the person who acts from now on. */
  hostUpdated(): void {
    const { room } = this.#host.conversation;
    const field = this.#field;
    // A field that is removed and rendered again later is empty, so the draft has to be restored again.
    if (field !== this.#filled) {
      // If the whole chat was rendered anew, the text moves from the old field to the new one.
      if (field && this.#filled) {
        const { value, selectionStart, selectionEnd } = this.#filled;
        this.#setText(value);
        field.setSelectionRange(selectionStart, selectionEnd);
      } else this.#draft.unload();
      this.#filled = field;
    }
    if (!field) return;
    if (!this.#draft.belongsTo(room)) this.#setText(this.#draft.load(room, field.value));
    else if (field.clientWidth !== this.#width) this.#resize(field);
  }

  get name(): string {
    const { room } = this.#host.conversation;
    return room && !room.choosesName ? (room.siteName ?? '') : this.#name.value;
  }

  get original(): ChatMessage | undefined {
    return this.#reply ?? this.#editing;
  }

  get isEditing(): boolean {
    return Boolean(this.#editing);
  }

  get problem(): ChatErrorCode | undefined {
    return this.#problem;
  }

  /** Takes the name from its field. A password manager fills the field, and some fire no event then. */
  readName(): void {
    const field = this.#nameField;
    if (!field || field.value === this.#name.value) return;
    this.#name.set(field.value);
    if (this.#name.value !== field.value) field.value = this.#name.value;
  }

  /** To be called when the outbox has stored a message, which is no part of the draft any longer. */
  messageQueued(text: string, room: ChatRoom): void {
    this.#draft.stored(text, room, this.#draftText);
  }

  showProblem(problem: ChatErrorCode | undefined, takesFocus = isAboutName(problem)): void {
    if (problem === undefined && this.#problem === undefined) return;
    this.#problem = problem;
    this.#host.requestUpdate();
    if (!takesFocus) return;
    this.#nameField?.focus();
    this.#nameField?.select();
  }

  focus(options?: FocusOptions): void {
    this.readName();
    const nameField = this.name.trim() ? null : this.#nameField;
    (nameField ?? this.#field ?? this.#host.content)?.focus(options);
  }

  focusField(): void {
    this.#field?.focus();
  }

  cancel(): void {
    this.#endReplyOrEdit();
    this.#host.requestUpdate();
    this.focusField();
  }

  /** Makes the next text an answer to this message. */
  reply(message: ChatMessage): void {
    this.#endReplyOrEdit();
    this.#reply = message;
    this.#host.requestUpdate();
    this.focusField();
  }

  /** Puts a message's text into the field, and keeps the draft for later. */
  edit(message: ChatMessage): void {
    this.#endReplyOrEdit();
    this.#saveDraft();
    this.#textBeforeEdit = this.#field?.value ?? '';
    this.#editing = message;
    this.#setText(message.message);
    this.#host.requestUpdate();
    const field = this.#field;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  render(words: Words): TemplateResult {
    const { conversation: context } = this.#host;
    const problem = this.#problem;
    const label = context.afterJoin?.fieldLabel() ?? words.text('field');
    return html`<div part="composer">
      ${context.room?.choosesName === false ? nothing : nameInput(this.name, isAboutName(problem), words, this.#nameHandlers)}
      <p part="problem" id="problem" role="alert">${problem === undefined ? nothing : context.problemText(problem)}</p>
      ${context.onDemand?.renderComposerParts()}
      <div class="line">
        <slot name="composer-start"></slot>
        <textarea
          part="field"
          rows="1"
          dir="auto"
          lang=${context.language ?? ''}
          aria-label=${label}
          aria-autocomplete="list"
          aria-invalid=${problem && !isAboutName(problem) ? 'true' : nothing}
          aria-describedby=${this.original ? 'context problem' : 'problem'}
          placeholder=${label}
          enterkeyhint="send"
          @keydown=${this.#onKey}
          @beforeinput=${(event: InputEvent) => context.onDemand?.onBeforeInput(event)}
          @input=${this.#onInput}
          @focus=${context.loadOnDemand}
          @blur=${() => context.onDemand?.completion.close()}
        ></textarea>
        <slot name="composer-end"></slot>
        <button type="button" part="send" @click=${this.#submit}>${words.text(this.#editing ? 'save' : 'send')}</button>
      </div>
    </div>`;
  }

  get #field(): HTMLTextAreaElement | null | undefined {
    return this.#host.shadowRoot?.querySelector('textarea');
  }

  get #nameField(): HTMLInputElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLInputElement>('[part="name"]');
  }

  #setText(text: string): void {
    const field = this.#field;
    if (!field) return;
    this.#text = field.value = text;
    this.#resize(field);
  }

  #resize(field: HTMLTextAreaElement): void {
    this.#width = fitHeight(field, this.#host.content);
  }

  /** During an edit the field holds another message's text, and the draft is saved already. */
  get #draftText(): string | undefined {
    return this.#editing ? undefined : (this.#field?.value ?? '');
  }

  #saveDraft(): void {
    if (!this.#editing) this.#draft.save(this.#field?.value ?? '');
  }

  /** Puts the draft back into the field after an edit. */
  #endReplyOrEdit(): void {
    this.#reply = undefined;
    if (!this.#editing) return;
    this.#editing = undefined;
    this.#setText(this.#textBeforeEdit);
    this.showProblem(undefined);
  }

  #nameHandlers = {
    onInput: (): void => {
      this.readName();
      this.showProblem(undefined);
    },
    onChange: (): void => {
      this.#nameHandlers.onInput();
      this.#host.sendName();
    },
    onEnter: (): void => this.#submit(),
  };

  #onKey = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const field = event.target as HTMLTextAreaElement;
    if (this.#host.conversation.onDemand?.onFieldKey(event, field)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    }
  };

  #onInput = (event: InputEvent): void => {
    const field = event.target as HTMLTextAreaElement;
    // A script can set a text of any size. It is taken back before the browser lays it out. An input method adds few
    // characters, and would lose its composition: the text is cut after the composition.
    if (event.isComposing || field.value.length <= maxDraft) this.#text = cutText(field.value, maxDraft);
    else {
      const caret = field.selectionEnd - field.value.length + this.#text.length;
      field.value = this.#text;
      field.setSelectionRange(caret, caret);
      return this.showProblem('too_long');
    }
    this.#resize(field);
    this.#saveDraft();
    this.showProblem(undefined);
    if (field.value.trim()) this.#host.sendTyping();
    void this.#host.conversation.loadOnDemand().then((onDemand) => onDemand?.onInput(field));
  };

  #submit = (): void => {
    this.readName();
    const field = this.#field;
    if (!field) return;
    const text = field.value.trimEnd();
    const editing = this.#editing;
    const { conversation } = this.#host;
    // A second message would be refused as the first was, and the text would leave the field.
    const isRefused = text && nameFrom(this.name) === conversation.room?.identity.refusedName;
    const problem = editing
      ? conversation.onDemand?.saveEdit(editing, text)
      : isRefused
        ? 'name_taken'
        : this.#host.submit(text, this.name, this.#reply);
    // An empty text is no error: after typing the name, Enter moves on to the text field.
    if (problem === 'empty') return this.focus();
    if (problem === 'cancelled') return;
    this.showProblem(problem);
    if (problem !== undefined) return;
    if (!editing) {
      this.#draft.add(text);
      this.#setText('');
      conversation.onDemand?.onInput(field);
    }
    this.#endReplyOrEdit();
    // The name field or the button may have the focus. The next key belongs to the next message.
    this.focusField();
  };
}

function isAboutName(problem: ChatErrorCode | undefined): boolean {
  return problem?.includes('name') ?? false;
}
