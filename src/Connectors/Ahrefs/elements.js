// Gives the visible elements of some landmarks, and what every alert says: an alert that is drawn anew says nothing new.
// Expects `request`: { keys }.
return [...request.keys.flatMap(key => find(key).map(hit => hit.el)), ...findAll([{ role: 'alert' }]).map(hit => hit.value)];
