import { show } from 'snippet.js';

export function mount(place, { topic, onAsked }) {
  show(place, topic, onAsked);
  const chat = place.querySelector('realtime-chat');
  return {
    render: ({ topic }) => Object.assign(chat, { room: topic, heading: `About ${topic}` }),
    unmount: () => place.replaceChildren(),
  };
}
