/*
 * What the script files have in place of engine.io-client's polling over XMLHttpRequest: the same requests, without what
 * browsers of long ago, cookies and Node ask for.
 */
import { Polling } from './polling.js';

/** Those that are under way. A page that goes must not leave them behind: some browsers would keep them open. */
const requests = new Set();
addEventListener('pagehide', () => requests.forEach((request) => request.abort()));

export class XHR extends Polling {
  doPoll() {
    this.#request('GET', null, (data) => this.onData(data));
  }

  doWrite(data, written) {
    this.#request('POST', data, written);
  }

  #request(method, data, done) {
    const request = new XMLHttpRequest();
    requests.add(request);
    request.onloadend = () => {
      requests.delete(request);
      if (request.status === 200) done(request.responseText);
      else this.onError(`xhr ${method} error`, request.status, request);
    };
    request.onabort = () => (request.onloadend = null);
    request.open(method, this.uri());
    if (data !== null) request.setRequestHeader('Content-Type', 'text/plain;charset=UTF-8');
    request.send(data);
  }
}
