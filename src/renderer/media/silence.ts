/** A track that carries nothing: it holds the microphone's place while none is open. */
export function createSilence(): MediaStreamTrack {
  const context = new AudioContext();
  const [track] = new MediaStreamAudioDestinationNode(context).stream.getAudioTracks();
  if (track === undefined) throw new Error('This browser made an audio destination without a track');
  // Nobody will ever hear it, so nothing needs to be rendered.
  void context.suspend();
  return track;
}
