import { atMost, type BenchOptions, type Result } from '../bench.ts';
import { count, median, milliseconds, ratio } from '../figures.ts';
import { startCrowd } from '../load/crowd.ts';
import { startServer } from '../load/servers.ts';
import { Uploaders } from '../load/uploaders.ts';

const people = 50;
const perSecond = 200;
const uploads = 100;
const size = 1_000_000;

/** In megabytes. A day's uploads of one address are soon there. */
const noBounds = ['--file-limits', 'person-day=100000,address-day=100000,room=100000,total=100000'];

const limit =
  'in the relay, one upload at a time is at the disk, and one file is checked. What is left is not traced: relay, talk and uploads share the cores and the disk';

export const title = 'Talk beside uploads';
export const about = `${people} people are in a room, in which ${perSecond} messages a second are sent. In every second turn, ${uploads} others upload a file of ${size / 1_000_000} MB each at once, in parts of 512 KiB as the element sends them, and again when all of them are complete. The time is from a message until its acknowledgement. Relay, talk and uploads share the machine.`;

export async function bench({ seconds, isQuick }: BenchOptions): Promise<Result> {
  const server = await startServer('relay', undefined, noBounds);
  try {
    const crowd = await startCrowd(server, { rooms: 1, perRoom: people });
    const uploaders = await Uploaders.enter(server.port, uploads, size);
    try {
      const talk = async (): Promise<number[]> => (await crowd.talk({ perSecond, seconds })).latencies;
      const alone: number[] = [];
      const beside: number[] = [];
      let waves = 0;
      let time = 0;
      // The first ones warm up.
      await talk();
      await uploaders.uploadAll();
      for (let turn = 0; turn < (isQuick ? 1 : 3); turn += 1) {
        alone.push(...(await talk()));
        const began = performance.now();
        let isTalking = true;
        const talking = talk().finally(() => (isTalking = false));
        while (isTalking) {
          await uploaders.uploadAll();
          waves += 1;
        }
        time += performance.now() - began;
        beside.push(...(await talking));
      }
      const row = (what: string, latencies: readonly number[], megabytes: string) => ({
        'beside the talk': what,
        'uploaded in a second': megabytes,
        'median acknowledgement': milliseconds(median(latencies)),
        '99th percentile': milliseconds(percentile99(latencies)),
        'to the talk alone': ratio(percentile99(latencies) / percentile99(alone)),
      });
      const megabytes = (waves * uploads * size) / 1_000_000 / (time / 1000);
      return {
        rows: [
          row('nothing', alone, ''),
          row(`${uploads} uploads at once`, beside, `${count(megabytes)} MB`),
        ],
        goals: [
          atMost(
            '99th percentile of acknowledgements beside 100 uploads',
            percentile99(beside) / percentile99(alone),
            2,
            ratio,
            limit,
          ),
        ],
      };
    } finally {
      uploaders.close();
      await crowd.end();
    }
  } finally {
    await server.end();
  }
}

function percentile99(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * 0.99)] ?? NaN;
}
