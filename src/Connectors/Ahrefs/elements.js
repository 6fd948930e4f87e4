// Gives the visible elements of some landmarks. Expects `request`: { keys }.
return request.keys.flatMap(key => find(key).map(hit => hit.el));
