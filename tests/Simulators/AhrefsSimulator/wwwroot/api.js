// JSON calls of the page. Each carries the page's nonce, which shows that the page made it.

import { boot } from './dom.js';
import { inputKind } from './events.js';

let nonce = boot.nonce;
let onDead = () => {};

export class CallError extends Error {
  constructor(status, code, details) {
    super(`${status} ${code}`);
    Object.assign(this, { status, code, details });
  }
}

export const whenSessionDies = (handler) => { onDead = handler; };

export const renewNonce = (value) => { nonce = value; };

export async function call(name, body, { write = false, input = inputKind() } = {}) {
  let answer;
  try {
    answer = await fetch(`/v4/${name}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Sim-Page': nonce, ...(write ? { 'X-Sim-Click': input } : {}) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new CallError(0, 'Network');
  }
  if (answer.redirected) {
    onDead(write);
    throw new CallError(401, 'Redirected');
  }
  if (answer.status === 204) return null;
  const data = await parse(answer);
  if (answer.ok) return data;
  const error = Array.isArray(data) ? data[1] : 'Unknown';
  const [code, details] = Array.isArray(error) ? error : [error];
  if (answer.status === 401 && code === 'Unauthorized') onDead(write);
  throw new CallError(answer.status, code, details);
}

async function parse(answer) {
  try {
    return await answer.json();
  } catch {
    throw new CallError(answer.status, 'NotJson');
  }
}
