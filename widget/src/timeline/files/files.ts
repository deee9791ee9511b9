import { html, nothing, type TemplateResult } from 'lit';
import { lazy } from '../../client/connection/lazy.js';
import type { ChatMessage, MessageFile } from '../../client/index.js';
import type { ChatContext, FilesHost } from '../../element/context.js';
import { addEnglish } from '../../i18n/locale-registry.js';
import { enFiles } from '../../i18n/locales/en-files.js';
import { keyOf } from '../message-key.js';
import { adoptStyles } from '../../ui/adopt-styles.js';
import type { Lightbox, LightboxPicture } from '../lightbox/lightbox.js';
import { placeOf, rowsOf } from '../pictures/picture-layout.js';
import { picture, player } from '../pictures/pictures.js';
import { cardStyles } from './card-styles.js';
import { fileCard } from './file-card.js';
import type { FilePlace } from './file-place.js';
import { FileSources } from './file-sources.js';
import { filesStyles } from './files-styles.js';
import { kindOf } from './message-text.js';

type Shown = Pick<ChatMessage, 'id' | 'files' | 'state'>;

const loadLightbox = lazy(() => import('../lightbox/lightbox.js'));

/** Shows the files of messages. It loads with the first message that has some. */
export class FilesView {
  #host: FilesHost;
  #context: ChatContext;
  #sources: FileSources;
  #lightbox: Lightbox | undefined;

  constructor(host: FilesHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    this.#sources = new FileSources(host, context);
    adoptStyles(host, filesStyles, cardStyles);
    addEnglish(enFiles);
  }

  get version(): number {
    return this.#sources.version;
  }

  /** Pictures come first, then players, then all other files. */
  render(message: Shown, tabIndex: number): TemplateResult {
    const files = message.files ?? [];
    const pictures = files.filter((file) => kindOf(file) === 'picture');
    const videos = files.filter((file) => kindOf(file) === 'video');
    const others = files.filter((file) => !pictures.includes(file) && !videos.includes(file));
    const [only] = pictures;
    const place = this.#placeIn(message, tabIndex);
    return html`${
      only && pictures.length === 1
        ? picture(only, { ...place(only), place: placeOf(only) })
        : this.#grid(pictures, place)
    }${videos.map((file) => player(file, { ...place(file), place: placeOf(file) }))}${others.map((file) =>
      fileCard(file, place(file)),
    )}`;
  }

  renderLightbox(): TemplateResult | undefined {
    return this.#lightbox?.render();
  }

  #grid(pictures: readonly MessageFile[], place: (file: MessageFile) => FilePlace): unknown {
    if (pictures.length === 0) return nothing;
    const rows = rowsOf(pictures.length).flatMap((count) => Array.from({ length: count }, () => count));
    return html`<div class="grid">${pictures.map((file, index) => picture(file, { ...place(file), row: rows[index] }))}</div>`;
  }

  #placeIn(message: Shown, tabIndex: number): (file: MessageFile) => FilePlace {
    const { words } = this.#context;
    const { state } = message;
    const pictures = (message.files ?? []).filter((file) => kindOf(file) === 'picture');
    return (file) => ({
      words,
      tabIndex,
      source: this.#sources.of(file),
      download: this.#sources.downloadOf(file),
      name: this.#nameOf(file, pictures),
      isUploading: Boolean(file.data && !file.done && state !== 'sent' && state !== 'failed'),
      open: () => void this.#open(message, file),
      fail: () => this.#sources.fail(file),
      retry: () => this.#sources.retry(file),
    });
  }

  /** The alternative text; without one, what a file is, and which of several. */
  #nameOf(file: MessageFile, pictures: readonly MessageFile[]): string {
    const { words } = this.#context;
    if (file.alt) return file.alt;
    if (kindOf(file) !== 'picture') return file.name;
    if (pictures.length < 2) return words.text('photo');
    return words.text('pictureAt', { at: pictures.indexOf(file) + 1, count: pictures.length });
  }

  async #open(message: Shown, file: MessageFile): Promise<void> {
    const code = await loadLightbox();
    if (code) this.#lightbox ??= new code.Lightbox(this.#host, this.#context, this.#sources);
    // The place for the dialog is with the other parts that lie over the chat.
    await this.#context.loadOnDemand();
    if (!this.#lightbox) return this.#context.showNotice(this.#context.words.problem('no_answer'));
    const pictures = (): LightboxPicture[] => this.#picturesAround(message);
    const index = message.files?.indexOf(file);
    const opened = pictures().find(({ id, at }) => id === message.id && at === index);
    if (opened) this.#lightbox.open(pictures, opened.key);
  }

  /** The pictures of all loaded messages; of a message that is not among them, such as a held one, its own. */
  #picturesAround(message: Shown): LightboxPicture[] {
    const { messages } = this.#host;
    const isLoaded = messages.some(({ id }) => id === message.id);
    return isLoaded ? messages.flatMap((each) => picturesOf(each, keyOf(each))) : picturesOf(message, '');
  }
}

function picturesOf({ id, files = [] }: Pick<Shown, 'id' | 'files'>, message: string): LightboxPicture[] {
  return files.flatMap((file, index) =>
    kindOf(file) === 'picture' ? { key: `${message} ${id} ${index}`, message, id, at: index, file } : [],
  );
}
