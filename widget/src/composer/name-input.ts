import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../i18n/words.js';
import { isComposing } from '../ui/is-composing.js';

interface NameHandlers {
  onInput: () => void;
  /** The person has left the field with another name in it. */
  onChange: () => void;
  onEnter: () => void;
}

/** The name field, for people who write under a name of their own choice. */
export function nameInput(
  name: string,
  isInvalid: boolean,
  words: Words,
  { onInput, onChange, onEnter }: NameHandlers,
): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || isComposing(event)) return;
    event.preventDefault();
    onEnter();
  };
  return html`<input
    part="name"
    aria-label=${words.text('name')}
    placeholder=${words.text('name')}
    autocomplete="nickname"
    dir="auto"
    .value=${name}
    aria-invalid=${isInvalid ? 'true' : nothing}
    aria-describedby="problem"
    @input=${onInput}
    @change=${onChange}
    @keydown=${onKey}
  />`;
}
