// The clients of a measurement, in a process of their own. It does what the process that started it says.
import { Connection, mark } from './connection.ts';
import type { Crowd, Order, Talk } from './crowd.ts';

/** As many connections are made at once. */
const joinsAtOnce = 50;
/** As long as most messages of a chat. */
const text = `${mark}${'A message of one hundred characters, as people write them. '.repeat(2)}`.slice(
  0,
  100,
);

const connections: Connection[] = [];
const talkers: Connection[] = [];

async function join({ port, kind, rooms, perRoom }: Crowd): Promise<void> {
  const places = Array.from({ length: rooms * perRoom }, (_, index) => index);
  const next = async (): Promise<void> => {
    for (let place = places.shift(); place !== undefined; place = places.shift()) {
      const connection = await Connection.join(port, kind, `room-${place % rooms}`, `Person ${place}`);
      connections.push(connection);
      // A few of each room talk. The others spare the time of reading frames.
      if (place < rooms * 2) talkers.push(connection);
      else connection.onlyListen();
    }
  };
  await Promise.all(Array.from({ length: joinsAtOnce }, next));
}

async function talk({ perSecond, seconds }: Talk): Promise<object> {
  const before = delivered();
  const latencies: number[] = [];
  const began = performance.now();
  const ends = began + seconds * 1000;
  const answers: Promise<void>[] = [];
  for (let sent = 0; ;) {
    const now = performance.now();
    if (now >= ends) break;
    for (const due = ((now - began) / 1000) * perSecond; sent < due; sent += 1) {
      const talker = talkers[sent % talkers.length];
      const at = performance.now();
      if (talker) answers.push(talker.say(text).then(() => void latencies.push(performance.now() - at)));
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(answers);
  return { delivered: delivered() - before, sent: answers.length, latencies };
}

function delivered(): number {
  return connections.reduce((sum, each) => sum + each.delivered, 0);
}

process.on('message', (order: Order) => {
  void (async () => {
    if (order.name === 'join') await join(order.value);
    process.send?.(order.name === 'talk' ? await talk(order.value) : {});
  })();
});
