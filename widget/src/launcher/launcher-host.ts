import type { ReactiveControllerHost } from 'lit';

/** The element, as its launcher knows it. */
export interface LauncherHost extends ReactiveControllerHost, HTMLElement {
  readonly layout: string | undefined;
  open: boolean;
  /** How many messages came that were not seen yet. */
  readonly unread: number;
  /** The pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
}
