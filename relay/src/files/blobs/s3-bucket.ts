/** A place for files in an S3-compatible store. */
export interface S3Bucket {
  /** Without a slash at the end, such as `https://s3.eu-central-1.amazonaws.com`. */
  endpoint: string;
  bucket: string;
  /** The beginning of all keys, without a slash at its end; may be empty. */
  prefix: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const scheme = 's3://';

/** Whether the option `files` names a bucket rather than a folder. */
export function namesBucket(files: string): boolean {
  return files.startsWith(scheme);
}

/** Why the address of a bucket cannot be used; undefined if it can. */
export function bucketProblem(files: string): string | undefined {
  const { bucket, prefix } = partsOf(files);
  if (!/^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/.test(bucket)) {
    return 'must be like s3://bucket/prefix, with a bucket of 3 to 63 lower-case letters, digits, . and -';
  }
  if (!/^([\w.-]+(\/[\w.-]+)*)?$/.test(prefix)) return 'must have a prefix of letters, digits, . _ - and /';
  return undefined;
}

/**
 * The bucket, with the keys and the endpoint from the environment, under the names that Amazon's own tools read.
 *
 * @throws {TypeError} if a variable is absent
 */
export function bucketFrom(files: string, environment: NodeJS.ProcessEnv): S3Bucket {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION = 'us-east-1' } = environment;
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new TypeError('the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set');
  }
  const endpoint = AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || `https://s3.${AWS_REGION}.amazonaws.com`;
  if (!URL.canParse(endpoint)) throw new TypeError('the variable AWS_ENDPOINT_URL_S3 must be a URL');
  return {
    ...partsOf(files),
    endpoint: endpoint.replace(/\/$/, ''),
    region: AWS_REGION,
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
  };
}

function partsOf(files: string): { bucket: string; prefix: string } {
  const [bucket = '', ...prefix] = files.slice(scheme.length).split('/');
  return { bucket, prefix: prefix.join('/').replace(/\/$/, '') };
}
