/** Session descriptions and candidates as Chromium 156 and Firefox 153 write them, for one data channel. */

const FINGERPRINT = '3B:9C:31:5F:99:AD:B3:48:DB:63:CA:F1:20:9C:E4:D5:27:6D:DF:A2:8D:1D:DF:0D:66:E9:8C:24:F1:88:54:5A';

export const sdp = (...lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');

export const CHROMIUM_OFFER = sdp(
  'v=0',
  'o=- 619230465944990542 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:YhG9',
  'a=ice-pwd:fKQ1ghMjdClFBG4pRnlfptL1',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${FINGERPRINT}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=sctp-port:5000',
  'a=max-message-size:262144',
);

/** With its candidates, as after gathering. */
export const FIREFOX_ANSWER = sdp(
  'v=0',
  'o=mozilla...THIS_IS_SDPARTA-99.0 492974061208788227 0 IN IP4 0.0.0.0',
  's=-',
  't=0 0',
  'a=sendrecv',
  `a=fingerprint:sha-256 ${FINGERPRINT}`,
  'a=group:BUNDLE 0',
  'a=ice-options:trickle',
  'a=msid-semantic:WMS *',
  'm=application 55072 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 192.0.2.2',
  'a=candidate:0 1 UDP 2122187007 192.0.2.2 55072 typ host',
  'a=candidate:2 1 TCP 2105458943 192.0.2.2 9 typ host tcptype active',
  'a=candidate:4 1 UDP 8331263 203.0.113.9 50000 typ relay raddr 198.51.100.7 rport 40000',
  'a=sendrecv',
  'a=end-of-candidates',
  'a=ice-pwd:9c3a1a07e03c6e894fddf51a1efc5f9d',
  'a=ice-ufrag:a091a952',
  'a=mid:0',
  'a=setup:active',
  'a=sctp-port:5000',
  'a=max-message-size:1073741823',
);

export const CANDIDATES = {
  host: 'candidate:927436081 1 udp 2113937151 192.0.2.2 55982 typ host generation 0 ufrag YhG9 network-cost 999',
  hostIpv6: 'candidate:1 1 UDP 2122252543 fd00::2 44304 typ host',
  mdns: 'candidate:3181770045 1 udp 2113937151 97b5d29d-021c-466b-bb23-b0d6cf03bf96.local 50104 typ host generation 0',
  tcp: 'candidate:2 1 TCP 2105458943 192.0.2.2 9 typ host tcptype active',
  reflexive: 'candidate:842163049 1 udp 1677729535 198.51.100.7 61000 typ srflx raddr 0.0.0.0 rport 0 generation 0',
  relay: 'candidate:3 1 udp 41885439 203.0.113.9 50000 typ relay raddr 198.51.100.7 rport 61000 generation 0',
} as const;
