import { composerStyles } from '../../composer/composer-styles.js';
import { presenceStyles } from '../../people/presence-styles.js';
import { messageStyles } from '../../timeline/message/message-styles.js';
import { timelineStyles } from '../../timeline/timeline-styles.js';
import { controlStyles } from '../../ui/control-styles.js';
import { iconStyles } from '../../ui/icon/icon-styles.js';
import { visuallyHiddenStyles } from '../../ui/visually-hidden-styles.js';
import { layoutStyles } from './layout-styles.js';
import { theme } from './theme.js';

/** The styles of the first load. Of rules with the same specificity the later one wins, so the order matters. */
export const chatStyles = [
  theme,
  layoutStyles,
  controlStyles,
  iconStyles,
  visuallyHiddenStyles,
  timelineStyles,
  messageStyles,
  presenceStyles,
  composerStyles,
];
