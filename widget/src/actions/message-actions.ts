import { ChatError, type ChatMessage } from '../client/index.js';
import type { ChatContext } from '../element/context.js';
import { keyOf } from '../timeline/message-key.js';
import type { MessageChanges } from './message-changes.js';
import { copyText } from './copy-text.js';

/** The actions of a message's menu, and those of a message that could not be sent. */
export class MessageActions {
  #context: ChatContext;
  #changes: MessageChanges;

  constructor(context: ChatContext, changes: MessageChanges) {
    this.#context = context;
    this.#changes = changes;
  }

  mayDelete(message: ChatMessage): boolean {
    const { isReadonly, room } = this.#context;
    return !isReadonly && (room?.mayDelete(message) ?? false);
  }

  reply(message: ChatMessage): void {
    this.#context.composer.reply(message);
  }

  edit(message: ChatMessage): void {
    this.#context.composer.edit(message);
  }

  async copy(message: ChatMessage): Promise<void> {
    const text = this.#context.elementOf(keyOf(message))?.querySelector('[part~="text"]');
    // Without a caption, there are the names of its files.
    if (text) await this.copyText(message.message || namesOf(message), text);
  }

  /** Copies what an element shows, or selects it: then the person can still copy it by a key. */
  async copyText(text: string, element: Element): Promise<boolean> {
    const isCopied = await copyText(text, element.closest('[data-key]') ?? element);
    if (isCopied) return true;
    getSelection()?.selectAllChildren(element);
    this.#context.showNotice(this.#context.words.text('notCopied'));
    return false;
  }

  /** Copies the address of a stored message on this page. */
  async copyLink(message: ChatMessage): Promise<void> {
    const item = this.#context.elementOf(keyOf(message));
    if (!item) return;
    const link = this.#context.linkTo(message);
    if (await copyText(link, item)) return;
    this.#context.showNotice(this.#context.words.text('linkNotCopied', { link }));
  }

  retry(message: ChatMessage): void {
    const { composer } = this.#context;
    const problem = this.#changes.resend(message);
    if (problem) return composer.showProblem(problem);
    // Its text in the field would be sent as one more message.
    if (composer.original?.id === message.id) composer.cancel();
    composer.focusField();
  }

  discard({ id }: ChatMessage): void {
    this.#context.room?.discard(id);
  }

  /** Takes back a message whose files are being uploaded. */
  async cancelUpload({ id }: ChatMessage): Promise<void> {
    const { room, words } = this.#context;
    await room?.cancel(id);
    this.#context.announce(words.text('done', { act: words.text('cancel') }));
    this.#context.composer.focusField();
  }

  /** Takes back a message that waits for a moderator. */
  withdraw({ id }: ChatMessage): void {
    const { room, words } = this.#context;
    const withdrawn = room?.withdraw(id).then(
      () => this.#context.announce(words.text('done', { act: words.text('withdraw') })),
      (error: unknown) => {
        if (!(error instanceof ChatError) || error.code !== 'too_late') throw error;
        this.#context.showNotice(words.text('published'));
      },
    );
    this.#context.reportRefusal(withdrawn);
  }

  delete(message: ChatMessage): void {
    const deleted = this.#changes.delete(message);
    this.#context.reportRefusal(
      deleted.then(() => this.#context.announce(this.#context.words.text('deleted'))),
    );
  }

  report(message: ChatMessage): void {
    const { words } = this.#context;
    const reported = this.#changes.report(message);
    this.#context.reportRefusal(reported.then(() => this.#context.showNotice(words.text('reported'))));
  }
}

function namesOf({ files = [] }: ChatMessage): string {
  return files.map(({ name }) => name).join('\n');
}
