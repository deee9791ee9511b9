// A site with sessions, and the relay in the same process. People who are signed in have their name in the chat.
//
//   RELAY_AUTH_SECRET=… SESSION_SECRET=… node server.js      (each 32 characters or more)
import { createServer } from 'node:http';
import { createRelay } from '@realtime-chat/relay';
import express from 'express';
import session from 'express-session';
import { SignJWT } from 'jose';

const { RELAY_AUTH_SECRET, SESSION_SECRET, PORT = '3000', DATA = './chat-data' } = process.env;
if (!RELAY_AUTH_SECRET || !SESSION_SECRET) throw new Error('Set RELAY_AUTH_SECRET and SESSION_SECRET.');

const app = express();
const server = createServer(app);
// It reads RELAY_AUTH_SECRET only by this option. Without `guests: 'deny'`, people without a token would be guests.
const relay = await createRelay(server, {
  path: '/chat',
  data: DATA,
  authSecret: RELAY_AUTH_SECRET,
  guests: 'deny',
});

app.use(
  session({
    secret: SESSION_SECRET,
    resave: false,
    saveUninitialized: false,
    // Other sites cannot sign anybody in or out. With https, add `secure: true`.
    cookie: { sameSite: 'lax' },
  }),
);

// In place of your own login, which checks a password before it puts the person into the session.
app.post('/login', express.urlencoded(), (request, response, next) => {
  const name = String(request.body.name).trim();
  // A new id for the session, which nobody can have known before.
  request.session.regenerate((error) => {
    if (error) return next(error);
    request.session.user = { id: name.toLowerCase(), name };
    response.redirect(303, '/');
  });
});
app.post('/logout', (request, response, next) => {
  request.session.destroy((error) => (error ? next(error) : response.redirect(303, '/')));
});

const key = new TextEncoder().encode(RELAY_AUTH_SECRET);
app.get('/chat-token', async (request, response) => {
  response.set('Cache-Control', 'no-store').type('text/plain');
  const { user } = request.session;
  if (!user) return response.send('');
  const token = new SignJWT({ name: user.name })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user.id)
    .setExpirationTime('10 minutes');
  response.send(await token.sign(key));
});

app.use(express.static('public'));
server.listen(Number(PORT), () => console.log(`http://localhost:${server.address().port}`));

async function end() {
  await relay.close();
  server.close();
  // A page that goes on asking would keep its connection, and the process.
  server.closeAllConnections();
}
process.once('SIGTERM', () => void end());
