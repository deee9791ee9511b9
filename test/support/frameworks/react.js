import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { TopicChat } from 'snippet.jsx';

export function mount(place, props) {
  const root = createRoot(place);
  const render = (now) => root.render(createElement(StrictMode, null, createElement(TopicChat, now)));
  render(props);
  return { render, unmount: () => root.unmount() };
}
