// Tells how the controls of one person stand. Expects `request`: a step of one person, as controls.js says, and `behind`: a dialog may hide the page.
behind = Boolean(request.behind);
return JSON.stringify(standing(request));
