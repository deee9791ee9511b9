import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { S3Bucket } from '../../relay/src/files/blobs/s3-bucket.ts';
import { afterwards, type Scope } from './afterwards.ts';
import { endWithThisProcess } from './end-with-this-process.mjs';
import { newFolder } from './folder.ts';

/** Both of its keys are known to the server. */
const key = 'S3RVER';
const script = join(import.meta.dirname, 's3-server.mjs');

/** A real S3-compatible server on this machine with one bucket, gone after the test. */
export interface RunningS3 {
  bucket: S3Bucket;
  /** The same as variables of the relay's command. */
  environment: Record<string, string>;
  stop: () => Promise<void>;
  /** Starts it again, at the same address and with what it had. */
  start: () => Promise<void>;
}

export async function newS3(t: Scope, prefix = 'files'): Promise<RunningS3> {
  const folder = await newFolder(t);
  let port = '0';
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const args = ['--openssl-legacy-provider', script, folder, port];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    server = child;
    endWithThisProcess(child);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    port = line.toString().trim();
  };
  const stop = async (): Promise<void> => {
    if (server?.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  afterwards(t, stop);
  await start();
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    bucket: {
      endpoint,
      bucket: 'chat',
      prefix,
      region: 'us-east-1',
      accessKeyId: key,
      secretAccessKey: key,
    },
    environment: {
      AWS_ACCESS_KEY_ID: key,
      AWS_SECRET_ACCESS_KEY: key,
      AWS_ENDPOINT_URL_S3: endpoint,
    },
    stop,
    start,
  };
}
