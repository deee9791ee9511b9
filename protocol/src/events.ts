import type { Answer, WireError } from './errors.ts';
import type {
  EntriesFrame,
  HeadFrame,
  Joined,
  Members,
  Page,
  QueueFrame,
  SeenFrame,
  Sent,
  TutorialMessage,
  TypingFrame,
} from './frames.ts';
import type { QueuePage, RulesPage } from './moderation.ts';
import type {
  DeleteRequest,
  EditRequest,
  HistoryRequest,
  JoinRequest,
  LeaveRequest,
  ModerateRequest,
  QueueRequest,
  ReactRequest,
  ReportRequest,
  ResolveRequest,
  RulesRequest,
  SawNotice,
  SendRequest,
  TypesNotice,
} from './requests.ts';

/** What a client asks. What is named a request is answered by its acknowledgement. */
export interface ClientToRelay {
  join: (request: JoinRequest, answer: (answer: Answer<Joined>) => void) => void;
  leave: (request: LeaveRequest, answer: (answer: Answer<object>) => void) => void;
  send: (request: SendRequest, answer: (answer: Answer<Sent>) => void) => void;
  edit: (request: EditRequest, answer: (answer: Answer<Sent>) => void) => void;
  delete: (request: DeleteRequest, answer: (answer: Answer<Sent>) => void) => void;
  react: (request: ReactRequest, answer: (answer: Answer<Sent>) => void) => void;
  moderate: (request: ModerateRequest, answer: (answer: Answer<Sent>) => void) => void;
  rules: (request: RulesRequest, answer: (answer: Answer<RulesPage>) => void) => void;
  queue: (request: QueueRequest, answer: (answer: Answer<QueuePage>) => void) => void;
  resolve: (request: ResolveRequest, answer: (answer: Answer<object>) => void) => void;
  report: (request: ReportRequest, answer: (answer: Answer<object>) => void) => void;
  /** Somebody is writing. */
  typing: (notice: TypesNotice) => void;
  /** Somebody has read so far. */
  seen: (notice: SawNotice) => void;
  history: (request: HistoryRequest, answer: (answer: Answer<Page>) => void) => void;
}

/** What the relay tells of itself. */
export interface RelayToClient {
  /** All that was committed together, in the order of `seq`. */
  entries: (frame: EntriesFrame) => void;
  /** Who is in the room, as a whole. */
  members: (frame: Members) => void;
  /** Somebody is writing; not kept, and not sent where it would have to wait. */
  typing: (frame: TypingFrame) => void;
  /** Who has read how far, as a whole. */
  seen: (frame: SeenFrame) => void;
  /** The newest seq, from time to time, so that a lost last entry is noticed. */
  head: (frame: HeadFrame) => void;
  /** How much waits for the moderators of a room, to them. */
  queue: (frame: QueueFrame) => void;
  /** The token is over: the client is to answer with a new one. */
  token: (answer: (token: string | undefined) => void) => void;
  /** The relay ends the connection, or, where it names a room, puts one out of that; and says why. */
  closed: (reason: WireError & { room?: string }) => void;
  /** A text, to clients of the classic tutorial only. */
  message: (message: TutorialMessage & { seq?: number; time?: number }) => void;
}
