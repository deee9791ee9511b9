/** Bounds of files, apart from `limits`: a page needs them only once a file is attached. Lengths are in UTF-16 code units. */
export const fileLimits = {
  /** Files of one message. */
  files: 10,
  /** The name of a file, as the relay stores it. */
  name: 255,
  /** The name of a file, as a client sends it. */
  givenName: 4096,
  /** The alternative text of a file. */
  alt: 500,
  /** The preview of a file: a ThumbHash, base64url. */
  preview: 40,
} as const;
