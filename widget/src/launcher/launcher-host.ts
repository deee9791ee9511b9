import type { ReactiveControllerHost } from 'lit';

/** The element, as its launcher knows it. */
export interface LauncherHost extends ReactiveControllerHost, HTMLElement {
  readonly layout: string | undefined;
  open: boolean;
  /** The number of unread messages. */
  readonly unread: number;
  /** The scrolling pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
}
