// An S3-compatible server with one bucket, in the folder and at the port that the command names. Prints its port. It runs in a process of its
// own, by `node --openssl-legacy-provider`: its tokens for the next page of a list are encrypted with DES.
// @ts-expect-error: the package has no types.
import S3rver from 's3rver';

const [, , directory, wanted] = process.argv;
const server = new S3rver({
  address: '127.0.0.1',
  port: Number(wanted),
  silent: true,
  directory,
  configureBuckets: [{ name: 'chat' }],
});
const { port } = await server.run();
console.log(port);
