import * as svelte from 'svelte';
import Support from 'snippet.svelte';

export function mount(place, props) {
  const now = $state(props);
  const support = svelte.mount(Support, { target: place, props: now });
  return { render: (props) => Object.assign(now, props), unmount: () => svelte.unmount(support) };
}
