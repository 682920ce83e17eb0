/** simple-peer as its authors publish it for browsers, streams and all. */
declare module '*/simplepeer.min.js' {
  import SimplePeer from 'simple-peer';
  export default SimplePeer;
}
