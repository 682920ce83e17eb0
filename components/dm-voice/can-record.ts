/** Whether there may be a microphone at all. Only secure contexts have `mediaDevices`. */
export const canRecord = (): boolean =>
  typeof navigator !== 'undefined' && 'mediaDevices' in navigator && typeof MediaRecorder === 'function';
