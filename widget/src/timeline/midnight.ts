import type { ReactiveControllerHost } from 'lit';
import type { ChatContext } from '../element/context.js';

/** Timers stand still while a machine sleeps, so the time is looked at again after this, in milliseconds. */
const lookAgainAfter = 60_000;

/** Renders the chat again at midnight: on a page where nothing else happens, "today" would stay above yesterday's messages. */
export function renderAtMidnight(host: ReactiveControllerHost, context: Pick<ChatContext, 'now'>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const awaitMidnight = (midnight: number): void => {
    const left = midnight - context.now;
    // A relay may tell any number as its time. Beyond those of a date there is no midnight, and no timer that starts at once.
    if (Number.isNaN(left)) return;
    if (left > 0) timer = setTimeout(awaitMidnight, Math.min(left, lookAgainAfter), midnight);
    else host.requestUpdate();
  };
  host.addController({
    hostConnected() {
      host.requestUpdate();
    },
    hostUpdated() {
      clearTimeout(timer);
      awaitMidnight(new Date(context.now).setHours(24, 0, 0, 0));
    },
    hostDisconnected() {
      clearTimeout(timer);
    },
  });
}
