import type { Answer } from './errors.ts';
import type { EntriesFrame, HeadFrame, Joined, Members, Page, Sent, TutorialMessage } from './frames.ts';
import type { HistoryRequest, JoinRequest, LeaveRequest, SendRequest } from './requests.ts';

/** What a client asks. Each request is answered by its acknowledgement. */
export interface ClientToRelay {
  join: (request: JoinRequest, answer: (answer: Answer<Joined>) => void) => void;
  leave: (request: LeaveRequest, answer: (answer: Answer<object>) => void) => void;
  send: (request: SendRequest, answer: (answer: Answer<Sent>) => void) => void;
  history: (request: HistoryRequest, answer: (answer: Answer<Page>) => void) => void;
}

/** What the relay tells of itself. */
export interface RelayToClient {
  /** All that was committed together, in the order of `seq`. */
  entries: (frame: EntriesFrame) => void;
  /** Who is in the room, as a whole. */
  members: (frame: Members) => void;
  /** The newest seq, from time to time, so that a lost last entry is noticed. */
  head: (frame: HeadFrame) => void;
  /** A text, to clients of the classic tutorial only. */
  message: (message: TutorialMessage & { seq?: number; time?: number }) => void;
}
