// A bare loop over the connections of a room, by the package `ws`. It stores nothing, and knows no names.
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
const rooms = new Map();
let seq = 0;
server.on('connection', (socket) => {
  let members;
  socket.on('message', (data) => {
    const { event, room, id, message } = JSON.parse(data);
    if (event === 'join') {
      members = rooms.get(room) ?? new Set();
      rooms.set(room, members.add(socket));
    } else {
      seq += 1;
      const text = JSON.stringify({ room, seq, id, time: Date.now(), message });
      for (const member of members) member.send(text);
    }
    socket.send(JSON.stringify({ acknowledged: id }));
  });
  socket.on('close', () => members?.delete(socket));
});
server.on('listening', () => process.send?.({ port: server.address().port }));
