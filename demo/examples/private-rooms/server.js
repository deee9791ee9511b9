// A private room for each visitor, which only this visitor and the staff may enter. The staff's page lists the rooms.
//
//   RELAY_AUTH_SECRET=… RELAY_API_KEY=… SESSION_SECRET=… STAFF_PASSWORD=… node server.js      (each 32 characters or more)
import { randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { createRelay } from '@realtime-chat/relay';
import express from 'express';
import session from 'express-session';
import { SignJWT } from 'jose';

const { PORT = '3000', DATA = './chat-data' } = process.env;
const [authSecret, apiKey, sessionSecret, staffPassword] = [
  'RELAY_AUTH_SECRET',
  'RELAY_API_KEY',
  'SESSION_SECRET',
  'STAFF_PASSWORD',
].map((name) => {
  const value = process.env[name] ?? '';
  if (value.length < 32) throw new Error(`Set ${name}, of 32 characters or more.`);
  return value;
});

const app = express();
const server = createServer(app);
// Nobody enters a room without a token, and a token names the rooms that it opens.
const relay = await createRelay(server, { path: '/chat', data: DATA, authSecret, apiKey, guests: 'deny' });

app.use(
  session({
    secret: sessionSecret,
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: 'lax', maxAge: 30 * 86_400_000 },
  }),
);

const key = new TextEncoder().encode(authSecret);
const tokenFor = (id, claims) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(id)
    .setExpirationTime('10 minutes')
    .sign(key);

/** The room of the visitor with this session. Nobody can guess the name of another one, and a token would not open it. */
app.get('/visitor', async (request, response) => {
  const id = (request.session.visitor ??= randomUUID());
  const room = `visitor-${id}`;
  const token = await tokenFor(id, { rooms: { [room]: 'write' } });
  response.set('Cache-Control', 'no-store').json({ room, token });
});

// In place of your own login.
app.post('/staff/login', express.urlencoded(), (request, response, next) => {
  const given = Buffer.from(String(request.body.password));
  const wanted = Buffer.from(staffPassword);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return response.sendStatus(403);
  request.session.regenerate((error) => {
    if (error) return next(error);
    request.session.isStaff = true;
    response.redirect(303, '/staff.html');
  });
});

const staff = express.Router();
staff.use((request, response, next) => {
  response.set('Cache-Control', 'no-store');
  if (request.session.isStaff) next();
  else response.sendStatus(401);
});
staff.get('/token', async (_request, response) => {
  const claims = { name: 'Mona', roles: ['moderator'], rooms: { 'visitor-*': 'write' } };
  response.type('text/plain').send(await tokenFor('staff-mona', claims));
});
// The key of the API stays on the server.
staff.get('/rooms', async (_request, response) => {
  const rooms = [];
  for (let after = '', more = true; more; after = rooms.at(-1)?.room) {
    const url = `http://localhost:${server.address().port}/chat/api/rooms?limit=100${after && `&after=${after}`}`;
    const answer = await fetch(url, { headers: { Authorization: `Bearer ${apiKey}` } });
    if (!answer.ok) return response.sendStatus(502);
    const page = await answer.json();
    rooms.push(...page.rooms);
    ({ more } = page);
  }
  response.json(rooms.sort((left, right) => right.lastActivity - left.lastActivity));
});
app.use('/staff', staff);

app.use(express.static('public'));
server.listen(Number(PORT), () => console.log(`http://localhost:${server.address().port}`));

async function end() {
  await relay.close();
  server.close();
  // A page that goes on asking would keep its connection, and the process.
  server.closeAllConnections();
}
process.once('SIGTERM', () => void end());
