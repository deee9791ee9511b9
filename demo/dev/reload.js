let seen = '';
new EventSource('/dev-start').addEventListener('message', ({ data }) => {
  if (seen && seen !== data) location.reload();
  seen = data;
});
