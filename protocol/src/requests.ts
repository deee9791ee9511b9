import * as v from 'valibot';
import { isEmoji, spelled } from './emoji.ts';
import { fileLimits } from './files/file-limits.ts';
import { fileNameFrom } from './files/file-name.ts';
import { limits } from './limits.ts';
import { hasFewMarks, isSingleLine, isVisible, isWellFormed, nameFrom } from './name.ts';
import { hasControlCharacters, withLineFeeds } from './text.ts';

/* Everything that a client sends, as schemas that the relay parses with. The types are inferred from them. */

const wellFormed = v.check(isWellFormed, 'holds an unpaired surrogate');
const uncontrolled = v.check((text: string) => !hasControlCharacters(text), 'holds a control character');

export const roomSchema = v.pipe(
  v.string('must be a string'),
  v.nonEmpty('must not be empty'),
  v.maxLength(limits.room, `must have at most ${limits.room} characters`),
  wellFormed,
  v.check(isSingleLine, 'must be a single line'),
);

/** `isName` in steps, each with its own error. The output is the name without invisible characters. */
export const usernameSchema = v.pipe(
  v.string('must be a string'),
  v.trim(),
  v.nonEmpty('must not be empty'),
  v.maxLength(limits.name, `must have at most ${limits.name} characters`),
  v.check(isSingleLine, 'must be a single line'),
  wellFormed,
  v.check(isVisible, 'must not be invisible'),
  v.transform(nameFrom),
  v.check(
    hasFewMarks,
    `must have at most ${limits.marks} marks on a letter, and ${limits.marksInAll} in all`,
  ),
);

export const noText = 'must not be empty';

/** A text that may be empty: the caption of files. */
export const captionSchema = v.pipe(
  v.string('must be a string'),
  v.transform(withLineFeeds),
  v.maxLength(limits.text, `must have at most ${limits.text} characters`),
  wellFormed,
  uncontrolled,
  // Invisible characters alone are an empty text for each reader.
  v.transform((text) => (isVisible(text) ? text : '')),
);

export const textSchema = v.pipe(captionSchema, v.nonEmpty(noText));

/** A message's id: 128 random bits from its client, in any common encoding. */
export const idSchema = v.pipe(
  v.string('must be a string'),
  v.regex(/^[\w-]{16,64}$/, 'must be 16 to 64 letters, digits, - or _'),
);

const seqSchema = v.pipe(
  v.number('must be a number'),
  v.safeInteger('must be a whole number'),
  v.minValue(0, 'must not be negative'),
);

const epochSchema = v.pipe(v.string('must be a string'), v.maxLength(64, 'is too long'));

/** A position in a room's log: everything up to and including `seq` of the log that `epoch` names. */
export const positionSchema = v.object({ epoch: epochSchema, seq: seqSchema }, 'must be { epoch, seq }');

export const handshakeSchema = v.object({
  session: v.optional(v.string('must be a string')),
  /** Whether the client shows files. For others, the relay adds their addresses to the text. */
  files: v.optional(v.boolean('must be true or false')),
});

export const joinSchema = v.object({
  room: roomSchema,
  username: v.optional(usernameSchema),
  since: v.optional(positionSchema),
});

export const leaveSchema = v.object({ room: roomSchema });

/** A message in the log. The id protects against a seq of another message. */
export const targetSchema = v.object({ seq: seqSchema, id: idSchema }, 'must be { seq, id }');

export const emojiSchema = v.pipe(
  v.string('must be a string'),
  v.maxLength(limits.emoji, `must have at most ${limits.emoji} characters`),
  v.transform(spelled),
  v.check(isEmoji, 'must be one emoji'),
);

/** The id of a file: 128 random bits, base64url. */
export const fileIdSchema = v.pipe(
  v.string('must be a string'),
  v.regex(/^[\w-]{22}$/, 'must be the id of a file'),
);

/** A file that was uploaded, and what its sender tells of it. The relay knows its name, type and size from the upload. */
export const attachedSchema = v.object({
  id: fileIdSchema,
  alt: v.optional(
    v.pipe(
      v.string('must be a string'),
      v.maxLength(fileLimits.alt, `must have at most ${fileLimits.alt} characters`),
      wellFormed,
      v.transform((text) => text.replace(/\s+/g, ' ').trim()),
      uncontrolled,
    ),
  ),
  preview: v.optional(
    v.pipe(
      v.string('must be a string'),
      v.maxLength(fileLimits.preview, `must have at most ${fileLimits.preview} characters`),
      v.regex(/^[\w-]+$/, 'must be base64url'),
    ),
  ),
});

export const attachedFilesSchema = v.pipe(
  v.array(attachedSchema, 'must be a list'),
  v.nonEmpty(noText),
  v.maxLength(fileLimits.files, `must have at most ${fileLimits.files} files`),
  v.check((files) => new Set(files.map(({ id }) => id)).size === files.length, 'must not repeat a file'),
);

/** The fields of a text, or of files with a text that may be empty. `hasContent` checks both together. */
export const contentFields = { message: captionSchema, files: v.optional(attachedFilesSchema) };

/** Whether a message shows anything. */
export function hasContent({ message, files }: { message: string; files?: unknown }): boolean {
  return message !== '' || files !== undefined;
}

export const sendSchema = v.pipe(
  v.object({
    room: roomSchema,
    id: idSchema,
    ...contentFields,
    username: v.optional(usernameSchema),
    /** The message that this one replies to. */
    reply: v.optional(targetSchema),
  }),
  v.forward(
    v.check((request) => hasContent(request), noText),
    ['message'],
  ),
);

const changing = { room: roomSchema, id: idSchema, target: targetSchema };

/** The text may be empty if the message has files. */
export const editSchema = v.object({ ...changing, message: captionSchema });

export const deleteSchema = v.object(changing);

export const reactSchema = v.object({
  ...changing,
  emoji: emojiSchema,
  /** False removes it. */
  on: v.boolean('must be true or false'),
});

export const reportSchema = v.object({ room: roomSchema, target: targetSchema });

/** The id of a person. */
export const personSchema = v.pipe(
  v.string('must be a string'),
  v.nonEmpty('must not be empty'),
  v.maxLength(256, 'is too long'),
  wellFormed,
  v.check(isSingleLine, 'must be a single line'),
);
const upTo = (most: number) =>
  v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number'),
    v.minValue(0, 'must not be negative'),
    v.maxValue(most, `must be at most ${most}`),
  );
const secondsSchema = upTo(limits.restrictionSeconds);
const moderating = { room: roomSchema, id: idSchema };

/** With an end after `seconds`, or without an end. */
const forAWhile = {
  ...moderating,
  person: personSchema,
  seconds: v.optional(secondsSchema),
  /** Whether it also holds for guests from the person's addresses. By default it does if the person is a guest. */
  address: v.optional(v.boolean('must be true or false')),
};

export const moderateSchema = v.variant('action', [
  v.object({ ...forAWhile, action: v.literal('mute') }),
  v.object({ ...forAWhile, action: v.literal('ban') }),
  v.object({ ...moderating, action: v.picklist(['unmute', 'unban', 'clear']), person: personSchema }),
  /** 0 seconds turn it off. */
  v.object({ ...moderating, action: v.literal('slow'), seconds: upTo(limits.slow) }),
  v.object({ ...moderating, action: v.picklist(['lock', 'unlock']) }),
]);

/** Requests a room's restrictions. `skip` is the number of mutes and bans that the client has already. */
export const rulesSchema = v.object({ room: roomSchema, skip: v.optional(seqSchema, 0) });

/** Requests a room's review queue. `after` is the time of the last item that the client has already. */
export const queueSchema = v.object({ room: roomSchema, after: v.optional(seqSchema) });

/** Removes an item from the review queue. A held message is sent if it is approved, and dropped if not. */
export const resolveSchema = v.object({
  room: roomSchema,
  id: idSchema,
  approve: v.optional(v.boolean('must be true or false'), false),
});

/** Takes an own message out of the review queue, which holds it for a moderator. `id` is the message's own. */
export const withdrawSchema = v.object({ room: roomSchema, id: idSchema });

/** Begins the upload of a file. The `type` is what the client takes it for; the relay decides by the bytes. */
export const uploadSchema = v.object({
  room: roomSchema,
  name: v.pipe(
    v.string('must be a string'),
    v.maxLength(fileLimits.givenName, `must have at most ${fileLimits.givenName} characters`),
    v.transform(fileNameFrom),
  ),
  size: v.pipe(
    v.number('must be a number'),
    v.safeInteger('must be a whole number'),
    v.minValue(1, 'must not be 0: an empty file cannot be sent'),
  ),
  type: v.optional(v.pipe(v.string('must be a string'), v.maxLength(255, 'is too long'))),
});

/** Requests a new key for the files of a room. */
export const filesSchema = v.object({ room: roomSchema });

/* Events without an answer. */

export const typesSchema = v.object({ room: roomSchema });

/** The last seq that the reader has read. */
export const sawSchema = v.object({ room: roomSchema, seq: seqSchema });

export const historySchema = v.object({
  room: roomSchema,
  before: seqSchema,
  limit: v.optional(
    v.pipe(
      v.number('must be a number'),
      v.integer('must be a whole number'),
      v.minValue(1, 'must be at least 1'),
      v.maxValue(limits.history, `must be at most ${limits.history}`),
    ),
    limits.page,
  ),
});

/** A message of a client of the classic tutorial: no room, no id, no acknowledgement. */
export const tutorialSendSchema = v.object({ message: textSchema, username: usernameSchema });

export type Position = v.InferOutput<typeof positionSchema>;
export type JoinRequest = v.InferInput<typeof joinSchema>;
export type LeaveRequest = v.InferInput<typeof leaveSchema>;
export type SendRequest = v.InferInput<typeof sendSchema>;
export type EditRequest = v.InferInput<typeof editSchema>;
export type DeleteRequest = v.InferInput<typeof deleteSchema>;
export type ReactRequest = v.InferInput<typeof reactSchema>;
export type ModerateRequest = v.InferInput<typeof moderateSchema>;
export type RulesRequest = v.InferInput<typeof rulesSchema>;
export type QueueRequest = v.InferInput<typeof queueSchema>;
export type ResolveRequest = v.InferInput<typeof resolveSchema>;
export type WithdrawRequest = v.InferInput<typeof withdrawSchema>;
export type ReportRequest = v.InferInput<typeof reportSchema>;
export type AttachedFile = v.InferOutput<typeof attachedSchema>;
export type UploadRequest = v.InferInput<typeof uploadSchema>;
export type FilesRequest = v.InferInput<typeof filesSchema>;
export type TypesNotice = v.InferInput<typeof typesSchema>;
export type SawNotice = v.InferInput<typeof sawSchema>;
export type HistoryRequest = v.InferInput<typeof historySchema>;
