// What can be done with a person, as text and what it starts; where it stands is the variant's.

import { boot } from '../dom.js';
import { changeRole, removeMember } from '../members/member-dialogs.js';
import { cancelInvitation, copyLink, resendInvitation } from '../members/invitation-dialogs.js';

export function memberActions(view, member) {
  const actions = [['Change access level', () => changeRole(view, member)], ['Remove from workspace', () => removeMember(view, member)]];
  return boot.ui.orderSwap ? actions.reverse() : actions;
}

export const invitationActions = (view, invitation) => [
  ['Resend invitation', () => resendInvitation(view, invitation)],
  ['Copy link', () => copyLink(invitation)],
  ['Cancel invitation', () => cancelInvitation(view, invitation)],
];
