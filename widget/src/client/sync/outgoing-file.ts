/** A file that is sent with a message. */
export interface OutgoingFile {
  /** Its bytes. */
  readonly data: Blob;
  readonly name: string;
  /** The alternative text of a picture. */
  alt?: string | undefined;
  /** Of a picture, in pixels, as it is shown. Its place has the right size while it is uploaded. */
  width?: number | undefined;
  height?: number | undefined;
  /** A ThumbHash of the picture, base64url. */
  preview?: string | undefined;
}
