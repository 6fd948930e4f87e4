// Variant F: the access level is chosen in the row and saved at once, by key as well as by mouse; icons remove and send again.

import { boot, h, part } from '../dom.js';
import { byValue } from '../events.js';
import { toast } from '../menus.js';
import { cancelInvitation, resendInvitation } from '../members/invitation-dialogs.js';
import { removeMember } from '../members/member-dialogs.js';
import { covered, submit } from '../members/submit.js';
import { cells as plainCells, emailOf, isManaged, isSelf } from './table-with-menu.js';
import { t } from '../texts.js';

export { columns, frame, listName, rows } from './table-with-menu.js';

export const cells = (view, person) => (view.tab === 'pending' ? invitationCells(view, person) : memberCells(view, person));

function memberCells(view, member) {
  const self = isSelf(view, member) ? h('span', {}, t('You'), ' ') : null;
  if (!isManaged(view, member)) return withLast(plainCells(view, member), [self]);
  const shown = withLast(plainCells(view, member), [self, icon('Delete {email}', '🗑', member, () => removeMember(view, member))]);
  shown[2] = { menu: true, content: part('rowRole', () => roleSelect(view, member)) };
  return shown;
}

const invitationCells = (view, invitation) => withLast(plainCells(view, invitation), view.manages
  ? [icon('Resend to {email}', '↻', invitation, () => resendInvitation(view, invitation)), icon('Delete {email}', '🗑', invitation, () => cancelInvitation(view, invitation))]
  : []);

const withLast = (cells, content) => [...cells.slice(0, -1), { menu: true, content }];

const icon = (label, sign, person, onclick) => part('rowIcon', () => h('button', { type: 'button', 'aria-label': t(label, { email: emailOf(person) }), onclick }, sign));

function roleSelect(view, member) {
  const select = byValue(h('select', { 'aria-label': t('Role for {email}', { email: emailOf(member) }) },
    view.open.rolesOffered.map((role) => h('option', { value: role, selected: role === member.role, disabled: role === boot.ui.roleOff }, t(role)))));
  select.addEventListener('change', async () => {
    const alerts = h('div', {});
    view.main.prepend(alerts);
    if (await submit(select, alerts, 'simChangeRole', { memberId: member.id, role: select.value, fromRole: member.role })) {
      toast('Access level updated');
      await view.actions.refresh();
    } else {
      select.value = member.role;
    }
  });
  return boot.ui.coverConfirm ? covered(select) : select;
}
