import * as svelte from 'svelte';
import TopicChat from 'snippet.svelte';

export function mount(place, props) {
  const now = $state(props);
  const chat = svelte.mount(TopicChat, { target: place, props: now });
  return { render: (props) => Object.assign(now, props), unmount: () => svelte.unmount(chat) };
}
