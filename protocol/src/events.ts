import type { Answer, WireError } from './errors.ts';
import type { UploadPlace } from './files/uploads.ts';
import type {
  EntriesFrame,
  FileAccess,
  HeadFrame,
  Joined,
  Members,
  OutageFrame,
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
  FilesRequest,
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
  UploadRequest,
  WithdrawRequest,
} from './requests.ts';

/** The events from clients. A request is answered by its acknowledgement, a notice is not. */
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
  withdraw: (request: WithdrawRequest, answer: (answer: Answer<object>) => void) => void;
  report: (request: ReportRequest, answer: (answer: Answer<object>) => void) => void;
  /** Begins an upload, which continues by HTTP. */
  upload: (request: UploadRequest, answer: (answer: Answer<UploadPlace>) => void) => void;
  /** Renews the key for the files of a room. */
  files: (request: FilesRequest, answer: (answer: Answer<FileAccess>) => void) => void;
  /** The person is typing. */
  typing: (notice: TypesNotice) => void;
  /** The person has read up to this seq. */
  seen: (notice: SawNotice) => void;
  history: (request: HistoryRequest, answer: (answer: Answer<Page>) => void) => void;
}

/** The events from the relay. */
export interface RelayToClient {
  /** The entries of one commit or more, in the order of `seq`. */
  entries: (frame: EntriesFrame) => void;
  /** The whole list of members. */
  members: (frame: Members) => void;
  /** A member is typing. Not stored, and not sent to a connection with a backlog. */
  typing: (frame: TypingFrame) => void;
  /** The whole list of read receipts. */
  seen: (frame: SeenFrame) => void;
  /** The newest seq, at intervals, so that a client notices the loss of the last entry. */
  head: (frame: HeadFrame) => void;
  /** For moderators: the number of items in the review queue. */
  queue: (frame: QueueFrame) => void;
  /** What the person may do in the room has changed: the client joins again. */
  rights: (frame: { room: string }) => void;
  /** The store cannot be written to, or can be again. Sent to all clients then, and during an outage to those that connect. */
  outage: (frame: OutageFrame) => void;
  /** The token has expired: the client answers with a new one. */
  token: (answer: (token: string | undefined) => void) => void;
  /** The relay ends the connection, or removes the client from `room` if it names one, with the reason. */
  closed: (reason: WireError & { room?: string }) => void;
  /** A text, to clients of the classic tutorial only. */
  message: (message: TutorialMessage & { seq?: number; time?: number }) => void;
}
