import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatErrorCode } from '../../client/index.js';
import type { Words } from '../../i18n/words.js';
import { textFormat } from '../../text/text-format.js';
import { close, icon } from '../../ui/icon/icon.js';
import { isComposing } from '../../ui/is-composing.js';
import type { ChosenFile } from './chosen-file.js';

const page = 'M6 3h8l5 5v13H6zM14 3v5h5';

/** What can be done with the files above the text field. */
interface ChosenFilesHost {
  scales: boolean;
  /** The largest file that the relay takes, in bytes; undefined while that is not known. */
  readonly most: number | undefined;
  problemOf(file: ChosenFile): ChatErrorCode | undefined;
  /** Why the relay does not take a file now, whose upload is tried again. */
  refusalOf(file: ChosenFile): ChatErrorCode | undefined;
  focusText(): void;
  setAlt(file: ChosenFile, text: string): void;
  retry(file: ChosenFile): void;
  remove(file: ChosenFile): void;
}

/** The files that go with the next message, at the top of the capsule. */
export function chosenFiles(
  files: readonly ChosenFile[],
  scales: boolean,
  host: ChosenFilesHost,
  words: Words,
): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  return html`<div class="attachments">
    <ul part="attachments" role="list" aria-label=${words.text('attachments')}>
      ${repeat(
        files,
        (file) => file,
        (file) => row(file, host, words),
      )}
    </ul>
    ${
      files.some(({ isLarge }) => isLarge)
        ? html`<label class="scale"><input type="checkbox" .checked=${scales} @change=${({
            target,
          }: Event) => {
            host.scales = (target as HTMLInputElement).checked;
          }} /> <span>${words.text('scaleDown')}</span></label>`
        : nothing
    }
  </div>`;
}

function row(file: ChosenFile, host: ChosenFilesHost, words: Words): TemplateResult {
  const { name, outgoing } = file;
  const problem = host.problemOf(file);
  const isUploading = !problem && !outgoing?.done;
  const refusal = isUploading ? host.refusalOf(file) : undefined;
  const remove = words.text('removeFile', { name });
  return html`<li part="attachment" data-state=${problem ? 'failed' : isUploading ? 'uploading' : 'ready'}>
    <span class="thumbnail">${file.thumbnail ?? icon(page)}</span>
    <div class="details">
      <span class="headline"><bdi class="name" title=${name}>${name}</bdi> <span class="size">${textFormat.fileSize(file.size, words.language)}</span></span>
      ${refusal ? html`<span class="refused">${words.problem(refusal)}</span>` : nothing}
      ${problem ? failure(file, problem, host, words) : file.isPicture ? altField(file, host, words) : nothing}
      ${
        isUploading
          ? html`<progress part="upload" max="1" .value=${(outgoing?.sent ?? 0) / (file.size || 1)} aria-label=${words.text('uploadOf', { name })}></progress>`
          : nothing
      }
    </div>
    <button type="button" part="remove" title=${remove} aria-label=${remove} @click=${() => host.remove(file)}>${icon(close)}</button>
  </li>`;
}

function altField(file: ChosenFile, host: ChosenFilesHost, words: Words): TemplateResult {
  return html`<input
    part="alt"
    dir="auto"
    autocomplete="off"
    enterkeyhint="done"
    .value=${file.alt}
    placeholder=${words.text('describe')}
    aria-label=${words.text('altText', { name: file.name })}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Enter' || isComposing(event)) return;
      event.preventDefault();
      host.focusText();
    }}
    @input=${({ target }: Event) => host.setAlt(file, (target as HTMLInputElement).value)}
  />`;
}

/** Why a file cannot be sent. Another attempt can help only if its upload failed. */
function failure(
  file: ChosenFile,
  problem: ChatErrorCode,
  host: ChosenFilesHost,
  words: Words,
): TemplateResult {
  const { most = Infinity } = host;
  const limit = file.size > most && textFormat.fileSize(most, words.language);
  return html`<span class="refused">${words.problem(problem)}${
    limit ? ` ${words.text('largestFile', { size: limit })}` : nothing
  }${
    file.problem
      ? nothing
      : html` <button type="button" part="retry" @click=${() => host.retry(file)}>${words.text('retry')}</button>`
  }</span>`;
}
