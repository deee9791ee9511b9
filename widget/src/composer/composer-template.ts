import { html, nothing, type TemplateResult } from 'lit';
import type { ChatErrorCode } from '../client/index.js';
import type { ChatContext } from '../element/context.js';
import { hasCoarsePointer } from './coarse-pointer.js';
import { icon } from '../ui/icon/icon.js';
import { isAboutName, type Naming } from './name/naming.js';

export const arrowUp = 'M12 20V4m-7 7 7-7 7 7';
const check = 'm4 13 5 5L20 6';
export const smile = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8 14s1.4 2 4 2 4-2 4-2M9 9v.5m6-.5v.5';

interface ComposerView {
  naming: Naming;
  problem: ChatErrorCode | undefined;
  onKey: (event: KeyboardEvent) => void;
  onInput: (event: InputEvent) => void;
  onFocus: () => void;
  submit: () => void;
}

/** The problem, and the capsule: the message that is answered or edited, the name field, the text field and its buttons. */
export function composerTemplate(context: ChatContext, view: ComposerView): TemplateResult {
  const { afterJoin, composer, onDemand, room, words } = context;
  // A message that could not be sent is sent when it is edited.
  const isEditing = composer.isEditing && composer.original?.seq;
  const { naming, problem } = view;
  const isNaming = naming.isOpen && room?.choosesName !== false;
  // A name that is still being typed is shown in its field alone.
  const named = isNaming ? undefined : afterJoin;
  const label = named?.fieldLabel.text ?? words.text('field');
  return html`<div part="composer">
    <p part="problem" id="problem" role="alert">${problem === undefined ? nothing : context.problemText(problem)}</p>
    ${onDemand?.renderHints()}
    <div class="capsule">
      ${onDemand?.renderReplyOrEdit()} ${afterJoin?.attachments?.render()} ${naming.renderField(isAboutName(problem), words)}
      <div class="line">
        <slot name="composer-start"></slot>
        ${named?.renderOwnAvatar()}
        <div class="text" data-empty>
          <textarea
            part="field"
            id="field"
            rows="1"
            dir="auto"
            lang=${context.language ?? ''}
            aria-label=${label}
            aria-autocomplete="list"
            aria-invalid=${problem && !isAboutName(problem) ? 'true' : nothing}
            aria-describedby="context slow problem"
            placeholder=${afterJoin?.fieldLabel.placeholder(label) ?? label}
            enterkeyhint=${hasCoarsePointer() ? 'enter' : 'send'}
            @keydown=${view.onKey}
            @beforeinput=${(event: InputEvent) => context.onDemand?.onBeforeInput(event)}
            @input=${view.onInput}
            @focus=${view.onFocus}
            @blur=${() => context.onDemand?.completion.close()}
          ></textarea>
        </div>
        ${afterJoin?.renderAttach()}
        <button
          type="button"
          part="emoji"
          title=${words.text('picker.label')}
          @click=${context.toggleEmoji}
        >
          ${icon(smile)}
        </button>
        <slot name="composer-end"></slot>
        <button type="button" part="send" @click=${view.submit}>${icon(isEditing ? check : arrowUp)}<span class="label">${words.text(isEditing ? 'save' : 'send')}</span></button>
      </div>
    </div>
    ${onDemand?.completion.render()}
  </div>`;
}
