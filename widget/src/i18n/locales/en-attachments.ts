/** The texts of the files that are chosen for the next message, loaded with their code. */
export const enAttachments = {
  /** The list of the files above the text field. */
  attachments: 'Files to send',
  removeFile: 'Remove {name}',
  /** The field at a picture: in the empty field, and its name for screen readers. */
  describe: 'Describe the picture',
  altText: 'Description of {name}',
  scaleDown: 'Scale large pictures down',
  /** Over the chat, while files are dragged over it. */
  dropFiles: 'Drop files here to attach them',
  uploadOf: 'Uploading {name}',
  /** Told to screen readers. The count is that of all files. */
  attached: { one: '{count} file attached', other: '{count} files attached' },
  fileRemoved: '{name} was removed',
  mostFiles: 'At most {count} files can be sent at once.',
  /** Behind `problem.too_large`. */
  largestFile: 'At most {size}.',
};
