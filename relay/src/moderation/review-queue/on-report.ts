import type { Member, Message } from '@realtime-chat/protocol';

/** One person's report of a message. */
export interface Report {
  room: string;
  message: Message;
  /** The person that reports the message. */
  reporter: Member;
}

/** The site's hook, called once for each report. Its outcome does not change the answer to the reporter. */
export type OnReport = (report: Report) => unknown;
