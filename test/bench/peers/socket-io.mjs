// The bare server of Socket.IO, as its documentation's chat has it, with acknowledgements. It stores nothing.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http);
let seq = 0;
io.on('connection', (socket) => {
  socket.on('join', ({ room, username }, acknowledge) => {
    void socket.join(room);
    socket.data.username = username;
    acknowledge({ ok: true });
  });
  socket.on('send', ({ room, id, message }, acknowledge) => {
    seq += 1;
    const { username } = socket.data;
    io.to(room).emit('message', { room, seq, id, time: Date.now(), sender: socket.id, username, message });
    acknowledge({ ok: true, seq });
  });
});
http.listen(0, '127.0.0.1', () => process.send?.({ port: http.address()?.port }));
