import type { Words } from '../../i18n/words.js';
import type { FileSources } from './file-sources.js';

/** How a file stands in its message. */
export interface FilePlace {
  words: Words;
  tabIndex: number;
  source: ReturnType<FileSources['of']>;
  download: string | undefined;
  /** Its accessible name. */
  name: string;
  isUploading: boolean;
  /** Opens the lightbox. */
  open: () => void;
  /** To be called when it could not be loaded. */
  fail: () => void;
  retry: () => void;
}
