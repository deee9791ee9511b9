import type { ReactiveControllerHost } from 'lit';
import type { ChatContext } from '../element/context.js';

/** Renders the chat again at midnight: on a page where nothing else happens, "today" would stay above yesterday's messages. */
export function renderAtMidnight(host: ReactiveControllerHost, context: Pick<ChatContext, 'now'>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  host.addController({
    hostConnected() {
      host.requestUpdate();
    },
    hostUpdated() {
      const { now } = context;
      clearTimeout(timer);
      const untilMidnight = new Date(now).setHours(24, 0, 0, 0) - now;
      // A relay may tell any number as its time. Beyond those of a date there is no midnight, and no timer that starts at once.
      if (untilMidnight > 0) timer = setTimeout(() => host.requestUpdate(), untilMidnight);
    },
    hostDisconnected() {
      clearTimeout(timer);
    },
  });
}
