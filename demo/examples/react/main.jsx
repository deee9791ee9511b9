import '@realtime-chat/widget';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const rooms = ['garden', 'kitchen'];

function App() {
  const [room, setRoom] = useState('garden');
  const [sent, setSent] = useState(0);
  return (
    <main>
      <h1>Neighbours</h1>
      <p>
        {rooms.map((name) => (
          <button key={name} aria-pressed={name === room} onClick={() => setRoom(name)}>
            {name}
          </button>
        ))}
        <output>You have sent {sent}.</output>
      </p>
      <realtime-chat
        relay-url="http://localhost:3700"
        room={room}
        heading={`In the ${room}`}
        onchat-sent={() => setSent((count) => count + 1)}
      />
    </main>
  );
}

createRoot(document.getElementById('app')).render(<App />);
