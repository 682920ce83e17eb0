import 'dm-elements';
import { createApp } from 'vue';
import Chat from './Chat.vue';

const query = new URLSearchParams(location.search);
createApp(Chat, { me: query.get('me') ?? 'alice', peer: query.get('peer') ?? 'bob' }).mount('#app');
