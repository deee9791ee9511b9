import * as v from 'valibot';

const bytesOfMegabyte = 1_000_000;

/** In megabytes, as a number or a text; parsed to bytes. */
function megabytes(usual: string) {
  return v.optional(
    v.pipe(
      v.union([v.string(), v.number()], 'must be a number'),
      v.transform(Number),
      v.number('must be a number of megabytes'),
      v.finite('must be finite'),
      v.minValue(0.001, 'must be at least 0.001'),
      v.transform((number) => Math.floor(number * bytesOfMegabyte)),
    ),
    usual,
  );
}

/** How much people may upload, in bytes once it is parsed. */
export const fileLimitsSchema = v.strictObject({
  /** One file. */
  file: megabytes('25'),
  /** All files of one person within a day, and those from one address. */
  'person-day': megabytes('200'),
  'address-day': megabytes('1000'),
  /** All files that one room keeps. */
  room: megabytes('2000'),
  /** All files that the relay keeps. */
  total: megabytes('10000'),
});

export type FileLimits = v.InferOutput<typeof fileLimitsSchema>;
