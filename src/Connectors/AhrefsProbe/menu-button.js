// Gives the button of the menu in the one row of an address, or how many there are. Expects `request`: { page, key }.
const rows = rowsOfAddress(request.page, request.key);
if (rows.length !== 1) return rows.length;
// A control that names somebody names this person.
const buttons = findAll(map.landmarks['row.actions'], rows[0]).filter(hit => !hit.value.includes('@') || keyOf(hit.value) === request.key);
return buttons.length === 1 ? buttons[0].el : buttons.length;
