// The switch acts at once and on everybody. It sits here because it does so on the real page.

import { call, CallError } from '../api.js';
import { toast } from '../menus.js';

export async function setRequire2fa(view, enabled) {
  try {
    await call('simSetRequire2fa', { enabled }, { write: true });
  } catch (failure) {
    if (!(failure instanceof CallError)) throw failure;
    toast('Something went wrong');
  }
  await view.actions.refresh();
}
