import { createApp, h, shallowRef } from 'vue';
import TopicChat from 'snippet.vue';

export function mount(place, props) {
  const now = shallowRef(props);
  const app = createApp(() => h(TopicChat, now.value));
  app.mount(place);
  return { render: (props) => (now.value = props), unmount: () => app.unmount() };
}
