import { maxDraft } from './draft.js';

/** Whether a paste, a drop or typed text would make the draft too long. */
export function makesDraftTooLong({ data, dataTransfer, target }: InputEvent): boolean {
  const { value, selectionStart, selectionEnd } = target as HTMLTextAreaElement;
  const added = data ?? dataTransfer?.getData('text/plain') ?? '';
  return added !== '' && value.length - (selectionEnd - selectionStart) + added.length > maxDraft;
}
