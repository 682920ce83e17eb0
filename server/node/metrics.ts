/** Prometheus text (exposition format 0.0.4): counts and kinds, never who or what. */
import type { Relay } from '../relay/relay.js';

export function metrics(relay: Relay): string {
  const lines = [
    '# HELP dm_relay_connections Open sockets.',
    '# TYPE dm_relay_connections gauge',
    `dm_relay_connections ${relay.connections}`,
    '# HELP dm_relay_users People with at least one page open.',
    '# TYPE dm_relay_users gauge',
    `dm_relay_users ${relay.users}`,
    '# HELP dm_relay_events_total What happened since the start, by event, kind and outcome.',
    '# TYPE dm_relay_events_total counter',
  ];
  for (const [key, count] of relay.counters) {
    const [event = '', ...rest] = key.split(' ');
    const [kind, code] = rest.length > 1 ? rest : event === 'refused' ? ['', ...rest] : [...rest, ''];
    lines.push(`dm_relay_events_total{event="${event}",kind="${kind ?? ''}",code="${code ?? ''}"} ${count}`);
  }
  return lines.join('\n') + '\n';
}
