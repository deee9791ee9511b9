import type { ReactiveControllerHost } from 'lit';
import type { ChatContext } from '../element/context.js';

/** Renders the chat again at midnight: on a page where nothing else happens, "today" would stay above yesterday's messages. */
export function renderAtMidnight(host: ReactiveControllerHost, context: ChatContext): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  host.addController({
    hostConnected() {
      host.requestUpdate();
    },
    hostUpdated() {
      const { now } = context;
      clearTimeout(timer);
      timer = setTimeout(() => host.requestUpdate(), new Date(now).setHours(24, 0, 0, 0) - now);
    },
    hostDisconnected() {
      clearTimeout(timer);
    },
  });
}
