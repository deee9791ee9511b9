import * as v from 'valibot';
import { fileSchema } from '../frames.ts';
import { fileIdSchema } from '../requests.ts';
import { fileNameFrom } from './file-name.ts';

/** A file in an archive, which may come from elsewhere: id and name become parts of addresses. */
export const archivedFileSchema = v.strictObject({
  ...fileSchema.entries,
  id: fileIdSchema,
  name: v.pipe(v.string(), v.transform(fileNameFrom)),
});
