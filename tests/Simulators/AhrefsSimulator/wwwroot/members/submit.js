// One change, sent once: its button is off while the answer is awaited, and what went wrong is said in the dialog.

import { boot, h } from '../dom.js';
import { call, CallError } from '../api.js';
import { inputKind } from '../events.js';
import { toast } from '../menus.js';
import { number, t } from '../texts.js';

const texts = {
  OwnerImmutable: () => 'The owner cannot be changed',
  NotFound: () => 'Not found',
  NotPending: () => 'This invitation is no longer pending',
  Stale: () => 'Somebody else changed this. Reload and try again.',
  RoleNotAvailable: () => 'This access level is not available on your plan',
  InvalidEmail: () => 'Enter valid email addresses',
  TooManyEmails: () => 'Too many email addresses',
  AlreadyInvited: () => 'Already invited',
  SeatLimitReached: (details) => t("You've reached your plan's limit of {max} members", { max: number(details?.max ?? 0) }),
  SubscriptionProblem: () => 'There is a problem with your subscription',
  TooManyRequests: () => 'Too many requests',
};

// Resolves to the answer, or to null where the change failed. Codes named in `leave` are the caller's to handle.
export async function submit(button, alerts, name, body, { leave = [], input = inputKind() } = {}) {
  button.disabled = !boot.ui.submitStaysEnabled;
  button.setAttribute('aria-busy', 'true');
  alerts.replaceChildren();
  try {
    // A browser may send a request again by itself where its connection breaks: the journal tells that from a second click.
    return await call(name, { ...body, clickId: crypto.randomUUID() }, { write: true, input });
  } catch (failure) {
    if (!(failure instanceof CallError) || leave.includes(failure.code)) throw failure;
    if (failure.status >= 500 || failure.status === 0) toast('Something went wrong');
    if (failure.status !== 401) alerts.replaceChildren(h('p', { role: 'alert', class: 'alert' }, t(texts[failure.code]?.(failure.details) ?? 'Something went wrong')));
    button.disabled = false;
    return null;
  } finally {
    button.removeAttribute('aria-busy');
  }
}

// The change itself, where a dialog should have asked.
export async function atOnce(view, name, body) {
  await submit(h('button', {}), h('div', {}), name, body);
  await view.actions.refresh();
}

// The same change for each of several people, by one click; the first that fails ends it.
export async function forEach(people, button, alerts, dialog, said, done, callOf) {
  const input = inputKind();
  for (const person of people) if (!await submit(button, alerts, ...callOf(person), { input })) return;
  dialog.close();
  toast(said);
  await done();
}
// A speck over the button's middle, where a click would go.
export const covered = (button) => h('span', { style: 'position:relative' }, button, h('div', { style: 'position:absolute;left:calc(50% - 2px);top:calc(50% - 2px);width:4px;height:4px' }));

// Buttons of a dialog: the safe one first, unless a test swaps them.
export function buttons(swap, ...safeThenDestructive) {
  const shown = boot.ui.coverConfirm ? [safeThenDestructive[0], ...safeThenDestructive.slice(1).map(covered)] : safeThenDestructive;
  return h('div', { class: 'toolbar' }, swap ? shown.reverse() : shown);
}
