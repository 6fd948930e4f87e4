// Tells how the controls of one person stand. Expects `request`: a step of one person, as controls.js says.
return JSON.stringify(standing(request));
