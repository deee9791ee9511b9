// The clients of a measurement, in a process of their own. It does what the process that started it says.
import { Connection, type Joined, mark } from './connection.ts';
import type { Actions, Order } from './crowd.ts';
import type { Kind } from './servers.ts';

/** As long as most messages of a chat. */
const text = `${mark}${'A message of one hundred characters, as people write them. '.repeat(2)}`.slice(
  0,
  100,
);

/** How many of the machine's own addresses the connections come from. */
const addresses = 100;

let kind: Kind = 'relay';
let connections: Connection[] = [];
let talkers: Connection[] = [];
/** By the index of the connection. It outlives the connections. */
const known: Joined[] = [];
let turn = 0;

type Doing = { [Name in keyof Actions]: (order: Actions[Name]['order']) => Promise<Actions[Name]['answer']> };

const actions: Doing = {
  async connect({ port, kind: of, connections: wanted, atOnce }) {
    connections.forEach((connection) => connection.close());
    kind = of;
    talkers = [];
    const places = Array.from({ length: wanted }, (_, index) => index);
    const ports = [port].flat();
    connections = await each(places, atOnce, (index) =>
      Connection.open({
        port: ports[index % ports.length] ?? NaN,
        kind,
        address: `127.0.0.${2 + (index % addresses)}`,
        session: known[index]?.session,
      }),
    );
    return {};
  },

  async join({ rooms, atOnce }) {
    await each([...connections.entries()], atOnce, async ([index, connection]) => {
      const { since } = known[index] ?? {};
      known[index] = await connection.join({
        room: `room-${index % rooms}`,
        username: `Person ${process.pid}-${index}`,
        since,
      });
      // A few of each room talk. The others spare the time of reading frames.
      if (index < rooms * 2) talkers.push(connection);
      else connection.onlyListen();
    });
    return {};
  },

  async joinMany({ roomsOfEach }) {
    const numbers = Array.from({ length: roomsOfEach }, (_, number) => number);
    await each([...connections.entries()], 10, async ([index, connection]) => {
      await each(numbers, 1, (number) =>
        connection.join({ room: `room-${index}-${number}`, username: `Person ${process.pid}-${index}` }),
      );
    });
    talkers = connections;
    return {};
  },

  async talk({ perSecond, seconds }) {
    const [before, framesBefore] = [delivered(), frames()];
    const latencies: number[] = [];
    const began = performance.now();
    const ends = began + seconds * 1000;
    const answers: Promise<void>[] = [];
    for (;;) {
      const now = performance.now();
      if (now >= ends) break;
      for (const due = ((now - began) / 1000) * perSecond; answers.length < due; turn += 1) {
        const talker = talkers[turn % talkers.length];
        if (!talker) throw new Error('Nobody has joined');
        const at = performance.now();
        answers.push(talker.say(text).then(() => void latencies.push(performance.now() - at)));
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(answers);
    if (!connections.every(({ isOpen }) => isOpen)) throw new Error('The server has closed connections');
    return {
      delivered: delivered() - before,
      frames: frames() - framesBefore,
      sent: answers.length,
      latencies,
    };
  },

  async press({ inFlight, seconds }) {
    const ends = performance.now() + seconds * 1000;
    let acknowledged = 0;
    const press = async (connection: Connection): Promise<void> => {
      while (performance.now() < ends) {
        await connection.say(text);
        acknowledged += 1;
      }
    };
    await Promise.all(talkers.flatMap((talker) => Array.from({ length: inFlight }, () => press(talker))));
    return { acknowledged };
  },

  async sayOne() {
    const [talker, listener] = talkers;
    if (!talker || !listener) throw new Error('Two people must be in the room');
    const arrived = new Promise<number>((resolve) => {
      listener.onDelivery = () => resolve(performance.now());
    });
    const at = performance.now();
    const acknowledged = talker.say(text);
    const latency = (await arrived) - at;
    await acknowledged;
    return { latency };
  },

  async hear({ messages }) {
    await Promise.all(
      connections.map(
        (connection) =>
          new Promise<void>((resolve) => {
            const look = (): void => void (connection.delivered >= messages && resolve());
            connection.onDelivery = look;
            look();
          }),
      ),
    );
    return {};
  },
};

/** Runs an act for all items, at most so many at a time. */
async function each<T, R>(items: readonly T[], atOnce: number, act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  const next = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, next));
  return results;
}

function delivered(): number {
  return connections.reduce((sum, connection) => sum + connection.delivered, 0);
}

function frames(): number {
  return connections.reduce((sum, connection) => sum + connection.frames, 0);
}

function run<Name extends keyof Actions>({ name, order }: Order<Name>): Promise<object> {
  return actions[name](order);
}

process.on('message', (order: Order) => {
  void (async () => process.send?.(await run(order)))();
});
process.on('disconnect', () => process.exit());
