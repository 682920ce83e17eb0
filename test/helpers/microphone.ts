/** A microphone that hears one tone: what `getUserMedia` gives is an oscillator. */

export interface FakeMicrophone {
  /** Tracks that were given out. */
  readonly tracks: readonly MediaStreamTrack[];
  /** The real `getUserMedia` again. */
  remove(): Promise<void>;
}

/** @param allowed whether the person lets the page have it */
export function placeMicrophone(allowed = true): FakeMicrophone {
  const context = new AudioContext();
  const tracks: MediaStreamTrack[] = [];
  const getUserMedia = async (): Promise<MediaStream> => {
    if (!allowed) throw new DOMException('not allowed', 'NotAllowedError');
    const tone = context.createOscillator();
    const { stream } = tone.connect(context.createMediaStreamDestination()) as MediaStreamAudioDestinationNode;
    tone.start();
    tracks.push(...stream.getTracks());
    return stream;
  };
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia }, configurable: true });
  return {
    tracks,
    remove: async () => {
      Reflect.deleteProperty(navigator, 'mediaDevices');
      await context.close();
    },
  };
}
