// Who is who stands in the address here; on your site your server knows.
const query = new URLSearchParams(location.search);
const session = document.createElement('dm-session');
session.setAttribute('self', query.get('me') ?? 'alice');
session.setAttribute('peer', query.get('peer') ?? 'bob');
session.setAttribute('signaling', `signalr:${query.get('hub') ?? 'http://localhost:5000/hub'}`);
document.body.append(session);
