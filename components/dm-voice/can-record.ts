/** Whether there may be a microphone at all, asked in a browser. Only secure contexts have `mediaDevices`. */
export const canRecord = (): boolean => 'MediaRecorder' in globalThis && 'mediaDevices' in navigator;
