import * as v from 'valibot';

/* Frames about uploads: a page parses them only once a file is attached. */

/** The answer to `upload`. */
export const uploadPlaceSchema = v.object({
  /** The id of the file. */
  id: v.string(),
  /** Where the bytes go by the tus protocol: absolute, or relative to the path of the relay. */
  url: v.string(),
});

/** The body of an HTTP answer that refuses an upload or an address. */
export const fileRefusalSchema = v.object({
  error: v.object({ code: v.string(), message: v.string(), retryAfter: v.optional(v.number()) }),
});

export type UploadPlace = v.InferOutput<typeof uploadPlaceSchema>;
