import { cutText, nameFrom } from '@realtime-chat/protocol';
import type { ReactiveController, TemplateResult } from 'lit';
import type { ChatErrorCode, ChatMessage, ChatRoom } from '../client/index.js';
import type { ComposerContext } from '../element/context.js';
import { hasCoarsePointer } from './coarse-pointer.js';
import { isComposing } from '../ui/is-composing.js';
import type { ComposerHost } from './composer-host.js';
import { composerTemplate } from './composer-template.js';
import { Draft, maxDraft } from './draft/draft.js';
import { fitToText } from './field/field-height.js';
import { isAboutName, Naming } from './name/naming.js';

/**
 * Below the messages: name field, text field and send button. It is not a `<form>`: a sandboxed frame may forbid the
 * submission of forms.
 */
export class Composer implements ComposerContext, ReactiveController {
  #host: ComposerHost;
  #naming: Naming;
  #draft = new Draft();
  /** The field that the draft was put into. It keeps its text while no field is shown. */
  #filled: HTMLTextAreaElement | null | undefined;
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
    this.#naming = new Naming(host, {
      onInput: () => this.showProblem(undefined),
      onEnter: () => this.#submit(),
      focusText: () => this.focusField(),
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#draft.connect();
  }

  hostDisconnected(): void {
    this.#draft.disconnect();
  }

  hostUpdate(): void {
    const { readonly, conversation } = this.#host;
    // Another room is another conversation, and a read-only chat has no field.
    if (!this.#draft.belongsTo(conversation.room) || readonly) this.#endReplyOrEdit();
    this.#naming.update();
  }

  /** Restores the draft of the room that was entered, or of the person who acts from now on. */
  hostUpdated(): void {
    const { room } = this.#host.conversation;
    const field = this.#shownField;
    if (!field) return;
    const previous = this.#filled;
    if (field !== previous) {
      this.#filled = field;
      // The field was away for a while, or the whole chat was rendered anew. The new one is empty.
      if (previous) {
        this.#setText(previous.value);
        field.setSelectionRange(previous.selectionStart, previous.selectionEnd);
      } else this.#draft.unload();
    }
    if (!this.#draft.belongsTo(room)) this.#setText(this.#draft.load(room, field.value));
  }

  get name(): string {
    return this.#naming.value;
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

  readName(): void {
    this.#naming.read();
  }

  rename(): void {
    this.#naming.rename();
  }

  /** To be called when the outbox has stored a message, which is no part of the draft any longer. */
  messageQueued(text: string, room: ChatRoom): void {
    this.#draft.stored(text, room, this.#draftText);
  }

  showProblem(problem: ChatErrorCode | undefined, takesFocus = isAboutName(problem)): void {
    if (problem === undefined && this.#problem === undefined) return;
    this.#problem = problem;
    this.#host.requestUpdate();
    if (isAboutName(problem)) this.#naming.isOpen = true;
    if (takesFocus) this.#naming.open();
  }

  focus(options?: FocusOptions): void {
    this.readName();
    const nameField = this.name.trim() ? null : this.#naming.field;
    (nameField ?? this.#shownField ?? this.#host.content)?.focus(options);
  }

  focusField(): void {
    this.#shownField?.focus();
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

  render(): TemplateResult {
    return composerTemplate(this.#host.conversation, {
      naming: this.#naming,
      problem: this.#problem,
      onKey: this.#onKey,
      onInput: this.#onInput,
      onFocus: this.#onFocus,
      submit: this.#submit,
    });
  }

  /** A search by id does not walk over all messages. */
  get #shownField(): HTMLTextAreaElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLTextAreaElement>('#field');
  }

  /** The field, or the one that was shown last. */
  get #field(): HTMLTextAreaElement | null | undefined {
    return this.#shownField ?? this.#filled;
  }

  #setText(text: string): void {
    const field = this.#field;
    if (!field) return;
    this.#text = field.value = text;
    fitToText(field);
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

  #onFocus = (): void => {
    this.#naming.leave();
    void this.#host.conversation.loadOnDemand();
  };

  #onKey = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const field = event.target as HTMLTextAreaElement;
    if (this.#host.conversation.onDemand?.onFieldKey(event, field)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    // With a finger, Enter begins a line, and the button sends.
    const sends = event.ctrlKey || event.metaKey || !(event.shiftKey || hasCoarsePointer());
    if (event.key !== 'Enter' || !sends) return;
    event.preventDefault();
    this.#submit();
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
    fitToText(field);
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
    const attachments = conversation.afterJoin?.attachments;
    // A second message would be refused as the first was, and the text would leave the field.
    const isRefused = text && nameFrom(this.name) === conversation.room?.identity.refusedName;
    const problem = editing
      ? conversation.onDemand?.saveEdit(editing, text)
      : isRefused
        ? 'name_taken'
        : (attachments?.objection(this.#submit) ??
          this.#host.submit(text, this.name, this.#reply, attachments?.files));
    // An empty text is no error: after typing the name, Enter moves on to the text field.
    if (problem === 'empty') return this.focus();
    if (problem === 'cancelled') return;
    this.showProblem(problem);
    if (problem !== undefined) return;
    this.#naming.close();
    if (!editing) {
      this.#draft.add(text);
      attachments?.clear();
      this.#setText('');
      conversation.onDemand?.onInput(field);
    }
    this.#endReplyOrEdit();
    // The name field or the button may have the focus. The next key belongs to the next message.
    this.focusField();
  };
}
