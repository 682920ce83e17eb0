import 'dm-elements';
import { mount } from 'svelte';
import Chat from './Chat.svelte';

const query = new URLSearchParams(location.search);
const props = { me: query.get('me') ?? 'alice', peer: query.get('peer') ?? 'bob' };
mount(Chat, { target: document.querySelector('#app'), props });
